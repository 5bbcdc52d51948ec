// The answer in one sentence: the question's own words with the numbers of the rows in their places.

import { isRef, type Row } from "@/shared/api/types.ts";

/** A piece of the sentence: words, or a number. */
export type Piece = string | number;

const PLACE = /\{(\w+)\}/;

/** Fills `{count}` with the number of rows and `{column}` with how many different values stand in that column. */
export function filled(sentence: string, rows: readonly Row[]): readonly Piece[] {
  return sentence
    .split(PLACE)
    .map((piece, index) => (index % 2 === 0 ? piece : piece === "count" ? rows.length : different(rows, piece)))
    .filter((piece) => piece !== "");
}

/** How many different values a column has; things are the same by their id, and what is not known counts for nothing. */
export function different(rows: readonly Row[], column: string): number {
  const seen = new Set<unknown>();
  for (const row of rows) {
    const value = row[column];
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item !== null && item !== undefined) {
        seen.add(isRef(item) ? item.id : item);
      }
    }
  }
  return seen.size;
}
