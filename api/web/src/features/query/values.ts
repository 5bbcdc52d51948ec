// Values as returned by the console (docs/console.md): values that JSON cannot represent are objects with `$type`.

import { isRecord, type Origin, ORIGINS, type Ref } from "@/shared/api/types.ts";
import type { Graph, GraphEdge, GraphNode } from "@/shared/graph/model.ts";
import type { Lang } from "@/shared/i18n/texts.ts";
import { pathOf, relationName } from "@/shared/names/kinds.ts";
import { labelIn } from "@/shared/names/names.tsx";

export interface CypherAnswer {
  readonly meta: { readonly count: number; readonly data_version: string; readonly ms: number };
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly truncated: boolean;
  readonly truncated_by?: string | null;
  readonly plan?: Plan | null;
}

export interface Plan {
  readonly operator: string;
  readonly details?: string | null;
  readonly estimated_rows?: number | null;
  readonly rows?: number | null;
  readonly db_hits?: number | null;
  readonly children?: readonly Plan[];
}

type Properties = Readonly<Record<string, unknown>>;

export interface NodeValue {
  readonly $type: "Node";
  readonly element_id: string;
  readonly labels: readonly string[];
  readonly properties: Properties;
}

export interface RelationshipValue {
  readonly $type: "Relationship";
  readonly element_id: string;
  readonly type: string;
  readonly start: string;
  readonly end: string;
  readonly properties: Properties;
}

export interface PathValue {
  readonly $type: "Path";
  readonly nodes: readonly NodeValue[];
  readonly relationships: readonly RelationshipValue[];
}

export function typeOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value["$type"] === "string" ? value["$type"] : undefined;
}

export function isNode(value: unknown): value is NodeValue {
  return typeOf(value) === "Node";
}

export function isRelationship(value: unknown): value is RelationshipValue {
  return typeOf(value) === "Relationship";
}

export function isPath(value: unknown): value is PathValue {
  return typeOf(value) === "Path";
}

function word(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" ? value : undefined;
}

function originOf(properties: Properties): Origin {
  return ORIGINS.find((origin) => origin === properties["origin"]) ?? "documented";
}

/** The entity of a node; undefined if it has no page. */
export function refOf({ labels, properties }: NodeValue): Ref | undefined {
  const type = labels.find((label) => pathOf(label) !== undefined);
  const id = word(properties, "id");
  const name = word(properties, "name");
  if (type === undefined || id === undefined || name === undefined) {
    return undefined;
  }
  const href = `/v1/${pathOf(type) ?? ""}/${encodeURIComponent(id).replaceAll("%3A", ":")}`;
  return {
    id,
    type,
    name,
    name_zh: word(properties, "name_zh") ?? null,
    gloss_zh: word(properties, "gloss_zh") ?? null,
    href,
    origin: originOf(properties),
    kind: word(properties, "kind") ?? null,
  };
}

/** A value as one text, for exports. */
export function plainText(value: unknown): string {
  if (value === null || value === undefined) {
    return "";
  }
  if (isNode(value)) {
    return word(value.properties, "id") ?? value.labels.join(":");
  }
  if (isRelationship(value)) {
    return value.type;
  }
  if (isPath(value)) {
    return value.nodes.map(plainText).join(" - ");
  }
  if (typeof value === "string") {
    return value;
  }
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (typeOf(value) !== undefined && isRecord(value)) {
    return "value" in value ? plainText(value["value"]) : JSON.stringify(value);
  }
  return JSON.stringify(value);
}

/** All nodes and relationships in the rows, as a drawing. Relationships without both ends are omitted. */
export function graphOf(rows: readonly (readonly unknown[])[], lang: Lang): Graph {
  const nodes = new Map<string, NodeValue>();
  const edges = new Map<string, RelationshipValue>();
  const visit = (value: unknown): void => {
    if (isNode(value)) {
      nodes.set(value.element_id, value);
    } else if (isRelationship(value)) {
      edges.set(value.element_id, value);
    } else if (isPath(value)) {
      value.nodes.forEach(visit);
      value.relationships.forEach(visit);
    } else if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isRecord(value)) {
      Object.values(value).forEach(visit);
    }
  };
  rows.forEach((row) => row.forEach(visit));
  const drawn = [...edges.values()].filter(({ start, end }) => nodes.has(start) && nodes.has(end));
  const starts = new Set([...nodes.keys()].slice(0, 1));
  return {
    nodes: [...nodes.values()].map((node) => drawnNode(node, lang, starts.has(node.element_id) ? 0 : 1)),
    edges: drawn.map((edge) => drawnEdge(edge, lang)),
  };
}

function drawnNode(node: NodeValue, lang: Lang, depth: number): GraphNode {
  const ref = refOf(node);
  const type = node.labels.find((label) => label !== "Thing") ?? "";
  const label = ref === undefined ? type : labelIn(lang, ref);
  return { id: node.element_id, type, label, href: ref?.href ?? "", origin: originOf(node.properties), leftOut: 0, depth };
}

function drawnEdge({ element_id, type, start, end, properties }: RelationshipValue, lang: Lang): GraphEdge {
  return { id: element_id, type, source: start, target: end, href: "", origin: originOf(properties), label: relationName(lang, type) };
}

/** The rows as CSV, with a byte order mark for Excel. */
export function csvOf({ columns, rows }: Pick<CypherAnswer, "columns" | "rows">): string {
  const lines = [columns, ...rows.map((row) => row.map(plainText))];
  return `\uFEFF${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Marks values that a spreadsheet would read as formulas as text; numbers are unchanged. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Depth of each operator of a plan, from the result down. */
export function planLines(plan: Plan, depth = 0): readonly { readonly depth: number; readonly plan: Plan }[] {
  return [{ depth, plan }, ...(plan.children ?? []).flatMap((child) => planLines(child, depth + 1))];
}

/** The query with another prefix; an existing prefix is removed. */
export function withMode(query: string, mode: "" | "EXPLAIN" | "PROFILE"): string {
  const bare = query.replace(/^\s*(?:(CYPHER\s+\d+)\s+)?(?:EXPLAIN|PROFILE)\s+/i, (_, version: string | undefined) =>
    version === undefined ? "" : `${version} `,
  );
  const version = /^\s*CYPHER\s+\d+\s+/i.exec(bare)?.[0] ?? "";
  return mode === "" ? bare : `${version}${mode} ${bare.slice(version.length).trimStart()}`;
}
