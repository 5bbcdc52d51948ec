// Converts a response of /v1/graph to the graph model.

import type { Answer, Ref, Relationship } from "@/shared/api/types.ts";
import type { Lang } from "@/shared/i18n/texts.ts";
import { relationName } from "@/shared/names/kinds.ts";
import { labelIn } from "@/shared/names/names.tsx";

import type { Graph, GraphEdge } from "./model.ts";

export interface DrawnNode extends Ref {
  readonly depth: number;
  readonly excluded: Readonly<Record<string, number>>;
}

export interface GraphAnswer extends Answer<DrawnNode> {
  readonly edges: Answer<Relationship>;
}

export function graphOf(answer: GraphAnswer, lang: Lang): Graph {
  const nodes = answer.results.map((node) => ({
    id: node.id,
    type: node.type,
    label: labelIn(lang, node),
    href: node.href,
    origin: node.origin,
    leftOut: Object.values(node.excluded).reduce((sum, count) => sum + count, 0),
    depth: node.depth,
  }));
  const edges = answer.edges.results.map((fact) => edgeOf(fact, lang));
  return { nodes, edges };
}

/** A relationship as an edge. */
export function edgeOf(fact: Relationship, lang: Lang): GraphEdge {
  const { id, start, end, type, href, origin } = fact;
  return { id, source: start.id, target: end.id, type, href, origin, label: relationName(lang, type), fact };
}
