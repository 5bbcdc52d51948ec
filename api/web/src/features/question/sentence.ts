// Answer as a sentence: the template of the question with numbers from the rows.

import { isRef, type Row } from "@/shared/api/types.ts";

/** A part of the sentence: text, or a number. */
export type Piece = string | number;

const PLACE = /\{(\w+)\}/;

/** Replaces `{count}` with the number of rows and `{column}` with the number of distinct values in that column. */
export function filled(sentence: string, rows: readonly Row[]): readonly Piece[] {
  return sentence
    .split(PLACE)
    .map((piece, index) => (index % 2 === 0 ? piece : piece === "count" ? rows.length : different(rows, piece)))
    .filter((piece) => piece !== "");
}

/** Number of distinct values in a column; entities are compared by id, unknown values are not counted. */
export function different(rows: readonly Row[], column: string): number {
  const distinct = new Set<unknown>();
  for (const row of rows) {
    const value = row[column];
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item !== null && item !== undefined) {
        distinct.add(isRef(item) ? item.id : item);
      }
    }
  }
  return distinct.size;
}
