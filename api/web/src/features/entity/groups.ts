// Relationships of a thing, grouped: their order, their keys in the address, and which columns a group has. No views here.

import type { Origin, Relationship, Row, Thing } from "@/shared/api/types.ts";
import { KIND_ORDER, RELATION_ORDER } from "@/shared/names/kinds.ts";

export interface NeighbourCount {
  readonly type: string;
  readonly direction: "in" | "out";
  readonly node_type: string;
  readonly relationships: number;
  readonly things: number;
  readonly undated: number;
  readonly origins: Readonly<Record<Origin, number>>;
}

/** A relationship with the thing at its other end, and what is worth knowing of that thing. */
export interface Tie extends Relationship {
  readonly other: Thing;
  readonly undated?: boolean;
  readonly more?: Row;
}

/** The name of a group in the address. */
export function keyOf({ type, direction, node_type: other }: Pick<NeighbourCount, "type" | "direction" | "node_type">): string {
  return `${type}.${direction}.${other}`;
}

function place(order: readonly string[], name: string): number {
  const found = order.indexOf(name);
  return found === -1 ? order.length : found;
}

/** What was reported stands last; the rest in the order of the model, from the thing before towards it. */
export function ordered(groups: readonly NeighbourCount[]): readonly NeighbourCount[] {
  return groups.toSorted(
    (a, b) =>
      place(RELATION_ORDER, a.type) - place(RELATION_ORDER, b.type) ||
      b.direction.localeCompare(a.direction) ||
      place(KIND_ORDER, a.node_type) - place(KIND_ORDER, b.node_type),
  );
}

/** Fields of the thing at the other end that a list of such things shows. */
const WORTH: Readonly<Record<string, readonly string[]>> = {
  Program: ["level", "status", "opened", "closed", "enrolment"],
  School: ["level", "ownership"],
  Enterprise: ["employees"],
  Person: ["role"],
  Activity: ["kind", "date"],
  Claim: ["value", "unit", "qualifier", "period"],
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

/** What every relationship has: its identity, its evidence, its dates; the rest is its own. */
const COMMON = new Set(
  "id type start end direction other more undated href sources quotes locator certainty origin rule package valid_from valid_to year".split(
    " ",
  ),
);

/** The fields that only relationships of this type have, as far as one of the rows knows them. */
export function ownFields(rows: readonly Row[]): readonly string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].filter((name) => !COMMON.has(name) && rows.some((row) => known(row[name])));
}

/** Fields of the things at the other end that at least one of them knows; a figure says its unit itself. */
export function worthKnown(type: string, rows: readonly { readonly more?: Row }[]): readonly string[] {
  const said = type === "Claim" ? ["unit", "qualifier"] : [];
  return worthOf(type).filter((name) => !said.includes(name) && rows.some(({ more }) => known(more?.[name])));
}

export function known(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export interface When {
  readonly key: "since" | "until" | "year" | "between" | "undated" | "none";
  readonly date: string;
}

/** When a relationship holds, as stated; `none` for a type that has no date. */
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

/** Relationships that say where a thing stands; they are shown with its facts. */
export function placing(type: string): { readonly types: string; readonly direction: "out" | "both" } {
  return type === "Program"
    ? { types: "OFFERS,OF_MAJOR", direction: "both" }
    : { types: "LOCATED_IN,PART_OF,OF,TEACHES_AT,WORKS_FOR,WORKS_IN,OPERATES_IN,ABOUT", direction: "out" };
}
