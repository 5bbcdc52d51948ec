// Graph model, and the pure functions for drawing: layout and arrow-key navigation.

import type { Origin, Relationship } from "@/shared/api/types.ts";

export interface GraphNode {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly href: string;
  readonly origin: Origin;
  /** Number of omitted relationships of this entity. */
  readonly leftOut: number;
  /** Distance from the start. */
  readonly depth: number;
  /** For a group: the number of entities. */
  readonly members?: number;
}

export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly href: string;
  readonly origin: Origin;
  /** Label of the relationship in the language of the page; the type if omitted. */
  readonly label?: string;
  /** The relationship with its evidence, if any. */
  readonly fact?: Relationship;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const RING = 170;
/** Space for labels below and between nodes. */
const APART = 84;

/**
 * Concentric rings around the start; the layout is deterministic. On a ring, nodes are ordered by their inner
 * neighbours, then by type and id, so that connected nodes are close and fewer edges cross.
 */
export function rings(graph: Graph): ReadonlyMap<string, Point> {
  const angles = new Map<string, number>();
  const places = new Map<string, Point>();
  const near = neighbours(graph);
  let radius = 0;
  for (const depth of [...new Set(graph.nodes.map((node) => node.depth))].toSorted((a, b) => a - b)) {
    const ring = graph.nodes.filter((node) => node.depth === depth).map((node) => ({ node, pull: mean(near.get(node.id) ?? [], angles) }));
    ring.sort((a, b) => a.pull - b.pull || a.node.type.localeCompare(b.node.type) || a.node.id.localeCompare(b.node.id));
    radius = ring.length === 1 && depth === 0 ? 0 : Math.max(radius + RING, (ring.length * APART) / (2 * Math.PI));
    for (const [index, { node }] of ring.entries()) {
      const angle = (2 * Math.PI * index) / ring.length - Math.PI / 2;
      angles.set(node.id, angle);
      // Adding 0 turns -0 into 0.
      places.set(node.id, { x: Math.round(radius * Math.cos(angle)) + 0, y: Math.round(radius * Math.sin(angle)) + 0 });
    }
  }
  return places;
}

/** Neighbours of each entity, in edge order. */
export function neighbours(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const near = new Map<string, string[]>(graph.nodes.map((node) => [node.id, []]));
  for (const { source, target } of graph.edges) {
    near.get(source)?.push(target);
    near.get(target)?.push(source);
  }
  return near;
}

function mean(ids: readonly string[], angles: ReadonlyMap<string, number>): number {
  const knownAngles = ids.flatMap((id) => angles.get(id) ?? []);
  if (knownAngles.length === 0) {
    return 0;
  }
  const x = knownAngles.reduce((sum, angle) => sum + Math.cos(angle), 0);
  const y = knownAngles.reduce((sum, angle) => sum + Math.sin(angle), 0);
  return Math.atan2(y, x);
}

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/** The best neighbour in the direction of an arrow key; undefined if there is none. */
export function step(graph: Graph, places: ReadonlyMap<string, Point>, from: string, key: string): string | undefined {
  const direction = DIRECTIONS[key];
  const here = places.get(from);
  if (direction === undefined || here === undefined) {
    return undefined;
  }
  let best: { readonly id: string; readonly fit: number } | undefined;
  for (const id of neighbours(graph).get(from) ?? []) {
    const there = places.get(id);
    if (there !== undefined && id !== from) {
      const fit = cosine(direction, { x: there.x - here.x, y: there.y - here.y });
      if (fit > 0.3 && fit > (best?.fit ?? 0)) {
        best = { id, fit };
      }
    }
  }
  return best?.id;
}

function cosine(unit: Point, way: Point): number {
  const length = Math.hypot(way.x, way.y);
  return length === 0 ? 0 : (unit.x * way.x + unit.y * way.y) / length;
}
