// Columns of a measure's table: the subject of a figure, the figure, and further values.

import type { Column, Row } from "@/shared/api/types.ts";
import { splitByOrigin } from "@/shared/origin/split.ts";

/** Columns that every figure has, or that are shown in its cell. */
const OF_THE_FIGURE: ReadonlySet<string> = new Set(["key", "value", "origin", "refused", "refused_zh", "audit", "unit", "low", "high"]);
const ORIGIN = /^(\w+)_(documented|inferred|simulated)$/;

export interface Arranged {
  /** Subject of a figure: entities, words, dates. */
  readonly before: readonly Column[];
  /** Other numbers. */
  readonly after: readonly Column[];
  /** Numbers by origin: the columns `rows_documented`, `rows_inferred` and `rows_simulated` become one column, `rows`. */
  readonly byOrigin: readonly string[];
}

/** Columns without values are omitted. */
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
  const entries = ["documented", "inferred", "simulated"].map((origin) => [origin, row[`${name}_${origin}`]] as const);
  return Object.fromEntries(entries.flatMap(([origin, count]) => (typeof count === "number" ? [[origin, count]] : [])));
}

/** The number of real rows, by which a table is sorted; null if the row has no numbers by origin. */
export function realOf(row: Row, name: string): number | null {
  const known = counts(row, name);
  return Object.keys(known).length === 0 ? null : splitByOrigin(known).real;
}
