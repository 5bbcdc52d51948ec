// Layout. The same steps give the same positions: nothing is random, and existing entities do not move.

import type { Graph, Point } from "@/shared/graph/model.ts";
import { kindOrder } from "@/shared/names/kinds.ts";

import type { Drawn } from "./merge.ts";

/** Labels are below the nodes and wide, so nodes need more horizontal than vertical space. */
const WIDE = 1.65;
const NEAR = 120;
const APART = 66;

/** Expands outwards: a circle around the start, a fan for each later step. */
export function grown(drawn: Drawn): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  for (const [index, { at, added }] of drawn.steps.entries()) {
    if (index === 0) {
      added.forEach((id) => places.set(id, { x: 0, y: 0 }));
      continue;
    }
    const here = places.get(at) ?? { x: 0, y: 0 };
    const fresh = fan(byKind(drawn, added), here, places);
    spread(fresh, here, places);
    fresh.forEach((point, id) => places.set(id, point));
  }
  return new Map([...places].map(([id, { x, y }]) => [id, { x: Math.round(x * WIDE) + 0, y: Math.round(y) + 0 }]));
}

/** Order of new nodes: by relationship type, entity type, and id. */
function byKind(drawn: Drawn, ids: readonly string[]): readonly string[] {
  const relation = new Map<string, string>();
  for (const { type, start, end } of drawn.edges.values()) {
    relation.set(start.id, relation.get(start.id) ?? type);
    relation.set(end.id, relation.get(end.id) ?? type);
  }
  const key = (id: string): string => `${rank(drawn.nodes.get(id)?.type ?? "")} ${relation.get(id) ?? ""} ${id}`;
  return ids.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function rank(type: string): string {
  const at = kindOrder().indexOf(type);
  return String(at < 0 ? kindOrder().length : at).padStart(2, "0");
}

/** A full circle around the start; elsewhere a fan away from existing nodes. */
function fan(ids: readonly string[], here: Point, places: ReadonlyMap<string, Point>): Map<string, Point> {
  const alone = places.size <= 1;
  const span = alone ? 2 * Math.PI : Math.min(Math.PI * 1.2, 0.5 * Math.max(1, ids.length));
  const away = alone ? -Math.PI / 2 : direction(here, places);
  const positions = new Map<string, Point>();
  // Many nodes use several rows, so that none is far away.
  const rows = Math.max(1, Math.ceil(Math.sqrt((ids.length * APART) / (span * NEAR * 2.2))));
  for (const [index, id] of ids.entries()) {
    const row = index % rows;
    const inner = alone ? Math.max(NEAR * 1.25, (ids.length * APART * 1.1) / (rows * span)) : NEAR;
    const radius = inner + row * APART * 1.25;
    const part = ids.length === 1 ? 0.5 : alone ? index / ids.length : index / (ids.length - 1);
    const angle = alone ? away + part * span : away + (part - 0.5) * span;
    positions.set(id, { x: here.x + radius * Math.cos(angle), y: here.y + radius * Math.sin(angle) });
  }
  return positions;
}

/** Direction away from the centre of the existing nodes. */
function direction(here: Point, places: ReadonlyMap<string, Point>): number {
  const all = [...places.values()];
  const x = here.x - all.reduce((sum, point) => sum + point.x, 0) / all.length;
  const y = here.y - all.reduce((sum, point) => sum + point.y, 0) / all.length;
  return Math.hypot(x, y) < 1 ? -Math.PI / 2 : Math.atan2(y, x);
}

/** Moves a new node outwards until it overlaps no other; existing nodes stay. */
function spread(fresh: Map<string, Point>, here: Point, fixed: ReadonlyMap<string, Point>): void {
  const taken = [...fixed.values()];
  for (const [id, point] of fresh) {
    const angle = Math.atan2(point.y - here.y, point.x - here.x);
    let radius = Math.hypot(point.x - here.x, point.y - here.y);
    let place = point;
    while (taken.some((other) => Math.hypot(place.x - other.x, place.y - other.y) < APART)) {
      radius += APART / 3;
      place = { x: here.x + radius * Math.cos(angle), y: here.y + radius * Math.sin(angle) };
    }
    fresh.set(id, place);
    taken.push(place);
  }
}

const COLUMN = 250;
const ROW = 62;
const TALL = 14;

/** Columns by type, for comparison; a long type uses several columns. */
export function columns(graph: Graph): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  const types = [...new Set(graph.nodes.map((node) => node.type))].toSorted((a, b) => (rank(a) + a < rank(b) + b ? -1 : 1));
  let x = 0;
  for (const type of types) {
    const ids = graph.nodes.filter((node) => node.type === type).map((node) => node.id);
    ids.sort();
    const high = Math.min(TALL, ids.length);
    for (const [index, id] of ids.entries()) {
      const row = index % TALL;
      places.set(id, { x: x + Math.floor(index / TALL) * COLUMN, y: Math.round((row - (high - 1) / 2) * ROW) + 0 });
    }
    x += COLUMN * Math.ceil(ids.length / TALL);
  }
  return places;
}
