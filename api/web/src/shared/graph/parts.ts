// Layout of a graph without a start: each connected component around its entity with the most relationships, side by side.

import { neighbours, rings, type Graph, type Point } from "./model.ts";

/** Labels are wide: nodes need more horizontal than vertical space. */
const WIDE = 1.5;
const GAP = 120;
/** A small component is drawn more densely, so that labels stay readable. */
const FEW = 9;
const CLOSE = 0.62;
/** Aspect ratio of the whole. */
const ASPECT = 1.7;

export function parts(graph: Graph): ReadonlyMap<string, Point> {
  const near = neighbours(graph);
  const degree = (id: string): number => near.get(id)?.length ?? 0;
  const boxes = connected(graph, near).map((ids) => {
    const centre = ids.reduce((best, id) => (degree(id) > degree(best) || (degree(id) === degree(best) && id < best) ? id : best));
    return box(placed(graph, ids, centre, near));
  });
  return packed(boxes);
}

function connected(graph: Graph, near: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const visited = new Set<string>();
  const components: string[][] = [];
  for (const { id } of graph.nodes) {
    if (!visited.has(id)) {
      const part = new Set([id]);
      // A set can grow during iteration.
      for (const at of part) {
        near.get(at)?.forEach((other) => part.add(other));
      }
      part.forEach((at) => visited.add(at));
      components.push([...part]);
    }
  }
  return components.toSorted((a, b) => b.length - a.length || ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}

/** One component on rings around its centre. */
function placed(
  graph: Graph,
  ids: readonly string[],
  centre: string,
  near: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Point> {
  const depth = new Map([[centre, 0]]);
  for (const [id, steps] of depth) {
    for (const other of near.get(id) ?? []) {
      if (!depth.has(other)) {
        depth.set(other, steps + 1);
      }
    }
  }
  const own = new Set(ids);
  return rings({
    nodes: graph.nodes.filter((node) => own.has(node.id)).map((node) => ({ ...node, depth: depth.get(node.id) ?? 0 })),
    edges: graph.edges.filter((edge) => own.has(edge.source)),
  });
}

interface Box {
  readonly points: ReadonlyMap<string, Point>;
  readonly width: number;
  readonly height: number;
}

/** Moves a component to the origin. */
function box(places: ReadonlyMap<string, Point>): Box {
  const scale = places.size <= FEW ? CLOSE : 1;
  const points = [...places].map(([id, { x, y }]) => [id, { x: x * WIDE * scale, y: y * scale }] as const);
  const xs = points.map(([, { x }]) => x);
  const ys = points.map(([, { y }]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return {
    points: new Map(points.map(([id, { x, y }]) => [id, { x: x - left, y: y - top }])),
    width: Math.max(...xs) - left,
    height: Math.max(...ys) - top,
  };
}

/** Places components row by row, so that the whole is slightly wider than high. */
function packed(boxes: readonly Box[]): ReadonlyMap<string, Point> {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const wide = Math.max(Math.sqrt(area * ASPECT), ...boxes.map(({ width }) => width));
  const places = new Map<string, Point>();
  let x = 0;
  let y = 0;
  let high = 0;
  for (const { points, width, height } of boxes) {
    if (x > 0 && x + width > wide) {
      y += high + GAP;
      x = 0;
      high = 0;
    }
    points.forEach((point, id) => places.set(id, { x: Math.round(x + point.x), y: Math.round(y + point.y) }));
    x += width + GAP;
    high = Math.max(high, height);
  }
  return places;
}
