// Text exports of a drawing: CSV of its relationships, and GraphML.

import type { Graph } from "@/shared/graph/model.ts";

/** One relationship per row, with a byte order mark, which Excel needs for Chinese. */
export function csv({ nodes, edges }: Graph): string {
  const names = new Map(nodes.map((node) => [node.id, node.label]));
  const rows = edges.map(({ id, type, source, target, origin, fact }) => [
    id,
    type,
    source,
    names.get(source) ?? "",
    target,
    names.get(target) ?? "",
    origin,
    (fact?.sources ?? []).join("|"),
    (fact?.quotes ?? []).join("|"),
  ]);
  const head = ["id", "type", "start", "start_name", "end", "end_name", "origin", "sources", "quotes"];
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A CSV value; values that a spreadsheet would read as formulas are marked as text. */
export function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const XML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => XML[sign] ?? sign);
}

export function graphml({ nodes, edges }: Graph): string {
  const keys = [
    ["node", "type"],
    ["node", "name"],
    ["node", "origin"],
    ["edge", "type"],
    ["edge", "origin"],
  ] as const;
  const data = (kind: string, name: string, value: string): string => `<data key="${kind}_${name}">${escaped(value)}</data>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys.map(([kind, name]) => `<key id="${kind}_${name}" for="${kind}" attr.name="${name}" attr.type="string"/>`),
    '<graph edgedefault="directed">',
    ...nodes.map(
      ({ id, type, label, origin }) =>
        `<node id="${escaped(id)}">${data("node", "type", type)}${data("node", "name", label)}${data("node", "origin", origin)}</node>`,
    ),
    ...edges.map(
      ({ id, source, target, type, origin }) =>
        `<edge id="${escaped(id)}" source="${escaped(source)}" target="${escaped(target)}">` +
        `${data("edge", "type", type)}${data("edge", "origin", origin)}</edge>`,
    ),
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
}
