// Grouping of relationships: order, URL keys, and columns. Contains no views.

import type { NeighbourCount as Generated } from "@client/generated/types.gen.ts";

import type { Sent } from "@/shared/api/sent.ts";
import type { Relationship, Row, Thing } from "@/shared/api/types.ts";
import { kindOrder, relationOrder } from "@/shared/names/kinds.ts";

export type NeighbourCount = Sent<Generated>;

/** A relationship with the entity at its other end and key fields of that entity. */
export interface Tie extends Relationship {
  readonly other: Thing;
  readonly undated?: boolean;
  readonly more?: Row;
}

/** URL key of a group. */
export function keyOf({ type, direction, node_type: other }: Pick<NeighbourCount, "type" | "direction" | "node_type">): string {
  return `${type}.${direction}.${other}`;
}

function place(order: readonly string[], name: string): number {
  const position = order.indexOf(name);
  return position === -1 ? order.length : position;
}

/** Reported figures come last; other groups follow the order of the model, incoming relationships first. */
export function ordered(groups: readonly NeighbourCount[]): readonly NeighbourCount[] {
  return groups.toSorted(
    (a, b) =>
      place(relationOrder(), a.type) - place(relationOrder(), b.type) ||
      b.direction.localeCompare(a.direction) ||
      place(kindOrder(), a.node_type) - place(kindOrder(), b.node_type),
  );
}

/** Fields of the other entity that lists of its type show. */
const WORTH: Readonly<Record<string, readonly string[]>> = {
  Program: ["level", "status", "opened", "closed", "enrolment"],
  School: ["level", "ownership"],
  Enterprise: ["employees"],
  Person: ["role"],
  Activity: ["kind", "date"],
  Claim: ["value", "unit", "qualifier", "period"],
  Observation: ["value", "value_status", "unit", "qualifier", "period", "cohort"],
  Occupation: ["code"],
  Organisation: ["kind"],
  Facility: ["kind"],
  Initiative: ["started"],
  Major: ["level", "code"],
  Industry: ["code"],
  Alliance: ["founded"],
  Region: ["kind"],
};

export function worthOf(type: string): readonly string[] {
  return WORTH[type] ?? [];
}

/** Fields common to all relationships: identity, evidence and dates. */
const COMMON = new Set(
  "id type start end direction other more undated href sources quotes locator certainty origin rule package valid_from valid_to year".split(
    " ",
  ),
);

/** Fields specific to this relationship type that at least one row has. */
export function ownFields(rows: readonly Row[]): readonly string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].filter((name) => !COMMON.has(name) && rows.some((row) => known(row[name])));
}

/** Fields of the other entities that at least one has; a figure includes its unit. */
export function worthKnown(type: string, rows: readonly { readonly more?: Row }[]): readonly string[] {
  const implied = type === "Claim" || type === "Observation" ? ["unit", "qualifier"] : [];
  return worthOf(type).filter((name) => !implied.includes(name) && rows.some(({ more }) => known(more?.[name])));
}

export function known(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export interface When {
  readonly key: "since" | "until" | "year" | "between" | "undated" | "none";
  readonly date: string;
}

/** Period of a relationship as stated; `none` for types without dates. */
export function whenOf(row: Row): When {
  const [from, to, year] = [row["valid_from"], row["valid_to"], row["year"]].map((value) =>
    typeof value === "string" || typeof value === "number" ? String(value) : "",
  );
  if (year) {
    return { key: "year", date: year };
  }
  if (from && to) {
    return { key: "between", date: from === to ? from : `${from} – ${to}` };
  }
  if (from || to) {
    return from ? { key: "since", date: from } : { key: "until", date: to ?? "" };
  }
  return { key: row["undated"] === true ? "undated" : "none", date: "" };
}

/** Relationship types that state a location; shown with the facts. */
export function placing(type: string): { readonly types: string; readonly direction: "out" | "both" } {
  return type === "Program"
    ? { types: "OFFERS,OF_MAJOR", direction: "both" }
    : { types: "LOCATED_IN,PART_OF,OF,TEACHES_AT,WORKS_FOR,WORKS_IN,OPERATES_IN,ABOUT", direction: "out" };
}
