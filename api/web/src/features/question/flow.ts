// Rows of an answer as flows between two columns, the widest first, and their positions in a picture.

import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from "d3-sankey";

import { isRef, ORIGINS, type Origin, type Ref, type Row } from "@/shared/api/types.ts";

import type { Flow } from "./types.ts";

/** One flow: all real rows with the same ends, or all simulated ones; amounts of the two are never added. */
export interface FlowLink {
  readonly key: string;
  readonly from: Ref;
  readonly to: Ref;
  readonly rows: number;
  /** The sum of the stated amounts; null if no row states one. */
  readonly amount: number | null;
  /** The weakest origin of its rows. */
  readonly origin: Origin;
}

export interface Flows {
  readonly links: readonly FlowLink[];
  /** Whether widths are stated amounts; otherwise they are row counts. */
  readonly stated: boolean;
}

/** Ends of a flow in the URL; an empty end matches any. A third part keeps only real or only simulated rows. */
export function flowKey(from: string, to: string, part?: Part): string {
  return part === undefined ? `${from}|${to}` : `${from}|${to}|${part}`;
}

type Part = "real" | "simulated";

function partOf(row: Row): Part {
  return row["origin"] === "simulated" ? "simulated" : "real";
}

export function flowsOf(rows: readonly Row[], flow: Flow): Flows {
  const linksByEnds = new Map<string, FlowLink>();
  for (const row of rows) {
    const from = row[flow.from];
    const to = row[flow.to];
    if (!isRef(from) || !isRef(to)) {
      continue;
    }
    const key = flowKey(from.id, to.id, partOf(row));
    const width = flow.width === undefined || flow.width === null ? null : row[flow.width];
    const amount = typeof width === "number" ? width : null;
    const origin = ORIGINS.find((known) => known === row["origin"]) ?? "inferred";
    const before = linksByEnds.get(key);
    linksByEnds.set(key, {
      key,
      from,
      to,
      rows: (before?.rows ?? 0) + 1,
      amount: before === undefined ? amount : sum(before.amount, amount),
      origin: before === undefined ? origin : weaker(before.origin, origin),
    });
  }
  const links = [...linksByEnds.values()];
  const stated = links.some((link) => link.amount !== null && link.amount > 0);
  const size = (link: FlowLink): number => (stated ? (link.amount ?? 0) : link.rows);
  return { links: links.toSorted((a, b) => size(b) - size(a) || a.key.localeCompare(b.key)), stated };
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0);
}

function weaker(a: Origin, b: Origin): Origin {
  return ORIGINS.indexOf(a) > ORIGINS.indexOf(b) ? a : b;
}

/** The last row of an answer with both ends, after which a truncated answer stops. */
export function lastEnds(rows: readonly Row[], flow: Flow): { readonly from: Ref; readonly to: Ref } | undefined {
  return rows
    .toReversed()
    .map((row) => ({ from: row[flow.from], to: row[flow.to] }))
    .find((ends): ends is { readonly from: Ref; readonly to: Ref } => isRef(ends.from) && isRef(ends.to));
}

/** Whether a row matches the selection in the picture. */
export function picked(row: Row, flow: Flow, pick: string): boolean {
  const [from = "", to = "", part = ""] = pick.split("|");
  return fits(row[flow.from], from) && fits(row[flow.to], to) && (part === "" || partOf(row) === part);
}

function fits(value: unknown, id: string): boolean {
  return id === "" || (isRef(value) && value.id === id);
}

export interface Box {
  readonly side: "from" | "to";
  readonly thing: Ref;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface Band {
  readonly link: FlowLink;
  readonly path: string;
  readonly width: number;
}

export interface Drawn {
  readonly boxes: readonly Box[];
  readonly bands: readonly Band[];
  readonly height: number;
}

type Node = SankeyNode<{ readonly id: string; readonly side: "from" | "to"; readonly thing: Ref }, { readonly link: FlowLink }>;
type Link = SankeyLink<{ readonly id: string; readonly side: "from" | "to"; readonly thing: Ref }, { readonly link: FlowLink }>;

export const NODE_WIDTH = 9;
const ROW = 27;
const LEAST = 90;

/** Positions of the flows for a given width. A flow without a stated amount is thin. */
export function drawn({ links, stated }: Flows, width: number): Drawn {
  if (links.length === 0) {
    return { boxes: [], bands: [], height: 0 };
  }
  const sides = { from: new Map<string, Ref>(), to: new Map<string, Ref>() };
  for (const link of links) {
    sides.from.set(link.from.id, link.from);
    sides.to.set(link.to.id, link.to);
  }
  const total = links.reduce((all, link) => all + (stated ? (link.amount ?? 0) : link.rows), 0);
  const nodes = (["from", "to"] as const).flatMap((side) => [...sides[side]].map(([id, thing]) => ({ id: `${side} ${id}`, side, thing })));
  const height = Math.max(LEAST, ROW * Math.max(sides.from.size, sides.to.size));
  const least = total / 150;
  const layout = sankey<{ id: string; side: "from" | "to"; thing: Ref }, { link: FlowLink }>()
    .nodeId((node) => node.id)
    .nodeWidth(NODE_WIDTH)
    .nodePadding(Math.min(12, height / Math.max(sides.from.size, sides.to.size) / 2))
    .extent([
      [1, 4],
      [width - 1, height - 4],
    ]);
  const sankeyGraph = layout({
    nodes: nodes.map((node) => ({ ...node })),
    links: links.map((link) => ({
      source: `from ${link.from.id}`,
      target: `to ${link.to.id}`,
      value: Math.max(least, stated ? (link.amount ?? 0) : link.rows),
      link,
    })),
  });
  const path = sankeyLinkHorizontal<Node, Link>();
  return {
    height,
    boxes: sankeyGraph.nodes.map((node) => ({
      side: node.side,
      thing: node.thing,
      x: node.x0 ?? 0,
      y: node.y0 ?? 0,
      height: Math.max(1, (node.y1 ?? 0) - (node.y0 ?? 0)),
    })),
    bands: sankeyGraph.links.map((link) => ({ link: link.link, path: path(link) ?? "", width: Math.max(1, link.width ?? 1) })),
  };
}

/** Shortens a name to a number of Chinese characters; Latin letters are about half as wide. */
export function shortened(name: string, room: number): string {
  const letters = Array.from(name);
  let left = room;
  for (const [index, letter] of letters.entries()) {
    left -= letter.charCodeAt(0) > 0x2e80 ? 1 : 0.55;
    if (left < 0) {
      return `${letters.slice(0, index).join("")}…`;
    }
  }
  return name;
}
