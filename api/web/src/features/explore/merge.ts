// Merges several responses into one drawing: duplicates are combined, omitted relationships are counted.

import type { Relationship } from "@/shared/api/types.ts";
import type { DrawnNode, GraphAnswer } from "@/shared/graph/read.ts";

/** Result of one step: the new entities, and the entity they were expanded from. */
export interface Step {
  readonly at: string;
  readonly added: readonly string[];
}

export interface Drawn {
  readonly nodes: ReadonlyMap<string, DrawnNode>;
  readonly edges: ReadonlyMap<string, Relationship>;
  /** Number of omitted relationships of each entity, by type. */
  readonly leftOut: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly steps: readonly Step[];
  /** Distance from the start to each entity. */
  readonly depth: ReadonlyMap<string, number>;
}

/** A chain between two entities, as returned by the server. */
export interface Chain {
  readonly things: readonly Omit<DrawnNode, "depth" | "excluded">[];
  readonly evidence: readonly (readonly Relationship[])[];
}

/** The entity that a response is about. */
export function centre(answer: GraphAnswer): DrawnNode | undefined {
  return answer.results.find((node) => node.depth === 0);
}

/**
 * Builds the drawing from the start. An expansion of an entity that is not drawn (because its parent was collapsed) is ignored.
 *
 * @param parts responses in request order.
 */
export function merge(start: DrawnNode, parts: readonly GraphAnswer[], chain?: Chain): Drawn {
  const nodes = new Map<string, DrawnNode>([[start.id, start]]);
  const edges = new Map<string, Relationship>();
  const totals = new Map<string, Map<string, number>>();
  const steps: Step[] = [{ at: start.id, added: [start.id] }];
  count(totals, [start], []);
  for (const answer of parts) {
    const at = centre(answer)?.id;
    if (at === undefined || !nodes.has(at)) {
      continue;
    }
    const added = answer.results.filter((node) => !nodes.has(node.id));
    added.forEach((node) => nodes.set(node.id, node));
    answer.edges.results.forEach((edge) => edges.set(edge.id, edge));
    count(totals, answer.results, answer.edges.results);
    steps.push({ at, added: added.map((node) => node.id) });
  }
  for (const [index, thing] of (chain?.things ?? []).entries()) {
    const before = chain?.things[index - 1]?.id ?? start.id;
    if (!nodes.has(thing.id)) {
      nodes.set(thing.id, { ...thing, depth: 0, excluded: {} });
      steps.push({ at: before, added: [thing.id] });
    }
  }
  chain?.evidence.flat().forEach((edge) => edges.set(edge.id, edge));
  return { nodes, edges, steps, leftOut: remaining(totals, edges), depth: distances(start.id, edges.values()) };
}

/** Number of relationships by type of an entity: the omitted ones plus the drawn ones. */
function count(totals: Map<string, Map<string, number>>, nodes: readonly DrawnNode[], edges: readonly Relationship[]): void {
  const totalsById = new Map(nodes.map((node) => [node.id, new Map(Object.entries(node.excluded))]));
  for (const { type, start, end } of edges) {
    for (const id of new Set([start.id, end.id])) {
      const own = totalsById.get(id);
      own?.set(type, (own.get(type) ?? 0) + 1);
    }
  }
  for (const [id, own] of totalsById) {
    const counts = totals.get(id) ?? new Map<string, number>();
    own.forEach((number, type) => counts.set(type, Math.max(number, counts.get(type) ?? 0)));
    totals.set(id, counts);
  }
}

function remaining(
  totals: ReadonlyMap<string, ReadonlyMap<string, number>>,
  edges: ReadonlyMap<string, Relationship>,
): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const left = new Map([...totals].map(([id, own]) => [id, new Map(own)]));
  for (const { type, start, end } of edges.values()) {
    for (const id of new Set([start.id, end.id])) {
      const own = left.get(id);
      own?.set(type, (own.get(type) ?? 0) - 1);
    }
  }
  return new Map(
    [...left].map(([id, own]) => [
      id,
      Object.fromEntries([...own].filter(([, number]) => number > 0).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );
}

/** Distances from one entity to all reachable ones. */
export function distances(from: string, edges: Iterable<Pick<Relationship, "start" | "end">>): ReadonlyMap<string, number> {
  const near = new Map<string, string[]>();
  for (const { start, end } of edges) {
    near.set(start.id, [...(near.get(start.id) ?? []), end.id]);
    near.set(end.id, [...(near.get(end.id) ?? []), start.id]);
  }
  const depth = new Map([[from, 0]]);
  // A map can grow during iteration.
  for (const [id, steps] of depth) {
    for (const other of near.get(id) ?? []) {
      if (!depth.has(other)) {
        depth.set(other, steps + 1);
      }
    }
  }
  return depth;
}
