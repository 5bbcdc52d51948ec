// Which columns of a measure stand in its table: what a figure is of, the figure, what else there is to it.

import type { Column, Row } from "@/shared/api/types.ts";

/** Columns that every figure has, and those that its cell shows. */
const OF_THE_FIGURE: ReadonlySet<string> = new Set(["key", "value", "origin", "refused", "refused_zh", "audit", "unit", "low", "high"]);
const ORIGIN = /^(\w+)_(documented|inferred|simulated)$/;

export interface Arranged {
  /** What a figure is of: things, words, dates. */
  readonly before: readonly Column[];
  /** Other numbers beside it. */
  readonly after: readonly Column[];
  /** Numbers that are given by origin: the columns `rows_documented`, `rows_inferred` and `rows_simulated` are one, `rows`. */
  readonly byOrigin: readonly string[];
}

/** Columns in which no row has anything are left out. */
export function arranged(columns: readonly Column[], rows: readonly Row[]): Arranged {
  const own = columns.filter((column) => !OF_THE_FIGURE.has(column.name) && rows.some((row) => has(row[column.name])));
  const plain = own.filter((column) => !ORIGIN.test(column.name));
  return {
    before: plain.filter((column) => !isNumber(column)),
    after: plain.filter(isNumber),
    byOrigin: [...new Set(own.flatMap((column) => ORIGIN.exec(column.name)?.[1] ?? []))],
  };
}

function has(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function isNumber(column: Column): boolean {
  return !column.many && ["int", "float", "percent"].includes(column.type);
}

/** The numbers of a row by origin, for one of the names in `byOrigin`. */
export function counts(row: Row, name: string): Readonly<Record<string, number>> {
  const found = ["documented", "inferred", "simulated"].map((origin) => [origin, row[`${name}_${origin}`]] as const);
  return Object.fromEntries(found.flatMap(([origin, count]) => (typeof count === "number" ? [[origin, count]] : [])));
}

/** All of them together; null where the row has none. */
export function total(row: Row, name: string): number | null {
  const found = Object.values(counts(row, name));
  return found.length === 0 ? null : found.reduce((all, count) => all + count, 0);
}
