// The style of the drawing. Cytoscape draws on a canvas, so it gets the values of the tokens, not their names.

import type { NodeSingular, StylesheetJson } from "cytoscape";

import { valuesOf } from "@/shared/theme/colours.ts";

import { tokenOf, TYPE_TOKENS } from "./colours.ts";

const LINES = { documented: "solid", reference: "solid", inferred: "dashed", simulated: "dotted" } as const;
const FONTS = "Segoe UI, PingFang SC, Microsoft YaHei UI, Microsoft YaHei, Noto Sans CJK SC, sans-serif";
const NAMES = ["ink", "ink-2", "surface", "brand", "line-2", "gap", "focus", "sim", ...TYPE_TOKENS] as const;

/** @param light for a picture that leaves the page. */
export function styleOf(light = false): StylesheetJson {
  const colour = valuesOf(NAMES, light);
  const ofType = (node: NodeSingular): string => colour[tokenOf(String(node.data("type")))];
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        "font-size": 12,
        "font-family": FONTS,
        color: colour.ink,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "ellipsis",
        "text-max-width": "120px",
        "text-background-color": colour.surface,
        "text-background-opacity": 0.85,
        "background-color": ofType,
        width: 24,
        height: 24,
      },
    },
    {
      selector: "node[origin = 'simulated']",
      style: { "border-width": 3, "border-style": "dashed", "border-color": colour.sim, "background-opacity": 0.55 },
    },
    { selector: "node[origin = 'inferred']", style: { "border-width": 3, "border-style": "dashed", "border-color": colour.surface } },
    { selector: "node[origin = 'reference']", style: { "border-width": 3, "border-color": ofType, "background-color": colour.surface } },
    {
      selector: "node.pinned",
      style: { "underlay-color": colour.brand, "underlay-opacity": 0.22, "underlay-padding": 7, shape: "round-rectangle" },
    },
    { selector: "node.group", style: { width: 40, height: 40, shape: "round-hexagon", "text-max-width": "150px" } },
    { selector: "node.marked", style: { "overlay-color": colour.focus, "overlay-opacity": 0.3, "overlay-padding": 8 } },
    {
      selector: "edge",
      style: {
        width: 1.5,
        "line-color": colour["line-2"],
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "target-arrow-color": colour["line-2"],
      },
    },
    ...Object.entries(LINES).map(([origin, line]) => ({ selector: `edge[origin = '${origin}']`, style: { "line-style": line } })),
    { selector: "edge.strong", style: { width: 4, "line-color": colour.gap, "target-arrow-color": colour.gap, "z-index": 9 } },
    {
      selector: "edge.near",
      style: { label: "data(label)", "font-size": 10, color: colour["ink-2"], "text-rotation": "autorotate" },
    },
  ] as StylesheetJson;
}
