// Rows of an answer as a graph: the named entities, and the relationships between them that are evidence.

import { isRef, isRelationship, type Ref, type Relationship, type Row } from "@/shared/api/types.ts";
import type { Graph } from "@/shared/graph/model.ts";
import { edgeOf } from "@/shared/graph/read.ts";
import type { Lang } from "@/shared/i18n/texts.ts";
import { labelIn } from "@/shared/names/names.tsx";

/** @param roots requested entities; distances start from them, or else from the entity with the most relationships. */
export function graphOfRows(rows: readonly Row[], roots: readonly string[], lang: Lang): Graph {
  const things = new Map<string, Ref>();
  const facts = new Map<string, Relationship>();
  for (const value of rows.flatMap((row) => Object.values(row)).flat()) {
    if (isRelationship(value)) {
      facts.set(value.id, value);
    } else if (isRef(value)) {
      things.set(value.id, value);
    }
  }
  const edges = [...facts.values()].filter((fact) => things.has(fact.start.id) && things.has(fact.end.id));
  const near = new Map<string, Set<string>>();
  for (const { start, end } of edges) {
    near.set(start.id, (near.get(start.id) ?? new Set()).add(end.id));
    near.set(end.id, (near.get(end.id) ?? new Set()).add(start.id));
  }
  const depths = distances(near, roots);
  return {
    nodes: [...things.values()]
      .filter((thing) => near.has(thing.id))
      .map((thing) => ({
        id: thing.id,
        type: thing.type,
        label: labelIn(lang, thing),
        href: thing.href,
        origin: thing.origin,
        leftOut: 0,
        depth: depths.get(thing.id) ?? 0,
      })),
    edges: edges.map((fact) => edgeOf(fact, lang)),
  };
}

/** Distances from the roots; a component without a root starts at its entity with the most relationships. */
function distances(near: ReadonlyMap<string, ReadonlySet<string>>, roots: readonly string[]): ReadonlyMap<string, number> {
  const steps = new Map<string, number>();
  const busiest = [...near.keys()].toSorted((a, b) => (near.get(b)?.size ?? 0) - (near.get(a)?.size ?? 0) || a.localeCompare(b));
  for (const root of [...roots.filter((id) => near.has(id)), ...busiest]) {
    if (steps.has(root)) {
      continue;
    }
    steps.set(root, 0);
    const queue = [root];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      for (const next of near.get(at) ?? []) {
        if (!steps.has(next)) {
          steps.set(next, (steps.get(at) ?? 0) + 1);
          queue.push(next);
        }
      }
    }
  }
  return steps;
}
