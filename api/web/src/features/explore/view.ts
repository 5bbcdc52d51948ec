// From the merged data to the drawing: names in the language of the page, focus, and groups for large graphs.

import { ORIGINS, type Origin } from "@/shared/api/types.ts";
import { neighbours, type Graph, type GraphEdge, type GraphNode } from "@/shared/graph/model.ts";
import { edgeOf } from "@/shared/graph/read.ts";
import type { Lang } from "@/shared/i18n/texts.ts";
import { kindName } from "@/shared/names/kinds.ts";
import { labelIn } from "@/shared/names/names.tsx";

import { distances, type Drawn } from "./merge.ts";

/** Number of entities above which those outside expansions are grouped. */
export const MANY = 300;

export function total(leftOut: Readonly<Record<string, number>> | undefined): number {
  return Object.values(leftOut ?? {}).reduce((sum, count) => sum + count, 0);
}

export function graphIn(lang: Lang, drawn: Drawn): Graph {
  const nodes = [...drawn.nodes.values()].map((node) => ({
    id: node.id,
    type: node.type,
    label: labelIn(lang, node),
    href: node.href,
    origin: node.origin,
    leftOut: total(drawn.leftOut.get(node.id)),
    depth: drawn.depth.get(node.id) ?? 0,
  }));
  return { nodes, edges: [...drawn.edges.values()].map((edge) => edgeOf(edge, lang)) };
}

/** Only entities within a number of steps of one entity. */
export function focused(graph: Graph, around: string, degrees: number): Graph {
  const reach = distances(
    around,
    graph.edges.map(({ source, target }) => ({ start: { id: source }, end: { id: target } })),
  );
  return within(graph, (id) => (reach.get(id) ?? Infinity) <= degrees);
}

function within({ nodes, edges }: Graph, seen: (id: string) => boolean): Graph {
  return { nodes: nodes.filter((node) => seen(node.id)), edges: edges.filter((edge) => seen(edge.source) && seen(edge.target)) };
}

export interface Grouped {
  readonly graph: Graph;
  /** The entities that each group represents. */
  readonly members: ReadonlyMap<string, readonly GraphNode[]>;
}

/** Replaces entities that are not kept by groups: one group per type and set of kept neighbours. */
export function grouped(graph: Graph, kept: ReadonlySet<string>, lang: Lang): Grouped {
  const near = neighbours(graph);
  const groups = new Map<string, GraphNode[]>();
  const groupOf = new Map<string, string>();
  for (const node of graph.nodes) {
    if (!kept.has(node.id)) {
      const beside = [...new Set((near.get(node.id) ?? []).filter((id) => kept.has(id)))].toSorted();
      const id = `group:${node.type}:${beside.join("|")}`;
      groups.set(id, [...(groups.get(id) ?? []), node]);
      groupOf.set(node.id, id);
    }
  }
  // A single entity is not grouped.
  for (const [id, members] of groups) {
    if (members.length === 1 && members[0] !== undefined) {
      groups.delete(id);
      groupOf.delete(members[0].id);
    }
  }
  const nodes = [
    ...graph.nodes.filter((node) => !groupOf.has(node.id)),
    ...[...groups].map(([id, members]) => groupNode(id, members, lang)),
  ];
  return { graph: { nodes, edges: joined(graph.edges, groupOf) }, members: groups };
}

function groupNode(id: string, members: readonly GraphNode[], lang: Lang): GraphNode {
  const type = members[0]?.type ?? "";
  return {
    id,
    type,
    label: `${kindName(lang, type, true)} × ${members.length}`,
    href: "",
    origin: weakest(members.map((node) => node.origin)),
    leftOut: members.reduce((sum, node) => sum + node.leftOut, 0),
    depth: Math.min(...members.map((node) => node.depth)),
    members: members.length,
  };
}

/** One edge per type between the same two ends, with its count; none within a group. */
function joined(edges: readonly GraphEdge[], groupOf: ReadonlyMap<string, string>): readonly GraphEdge[] {
  const merged = new Map<string, { edge: GraphEdge; count: number; origins: Origin[] }>();
  for (const edge of edges) {
    const source = groupOf.get(edge.source) ?? edge.source;
    const target = groupOf.get(edge.target) ?? edge.target;
    if (source === target) {
      continue;
    }
    const plain = source === edge.source && target === edge.target;
    const id = plain ? edge.id : `${edge.type}~${source}~${target}`;
    const old = merged.get(id);
    merged.set(id, {
      edge: { ...edge, id, source, target },
      count: (old?.count ?? 0) + 1,
      origins: [...(old?.origins ?? []), edge.origin],
    });
  }
  return [...merged.values()].map(({ edge, count, origins }) =>
    count === 1 ? edge : { ...edge, origin: weakest(origins), label: `${edge.label ?? edge.type} × ${count}` },
  );
}

/** The weakest of several origins. */
export function weakest(origins: readonly Origin[]): Origin {
  return ORIGINS[Math.max(...origins.map((origin) => ORIGINS.indexOf(origin)))] ?? "documented";
}
