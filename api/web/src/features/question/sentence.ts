// Answer as a sentence: the template of the question with numbers from the rows.

import { isRef, type Row } from "@/shared/api/types.ts";

/** A part of the sentence: text, or a number. */
export type Piece = string | number;

const PLACE = /\{(\w+)\}/;
/** `[{count}:row|rows]`: the words for one and for several. */
const PLURAL = /\[\{(\w+)\}:([^\][|]*)\|([^\][|]*)\]/g;

/**
 * Replaces `{count}` with the number of rows and `{column}` with the number of distinct values in that column; `[{column}:a|b]` is `a`
 * if that number is 1, otherwise `b`.
 */
export function filled(sentence: string, rows: readonly Row[]): readonly Piece[] {
  const number = (name: string): number => (name === "count" ? rows.length : different(rows, name));
  return sentence
    .replace(PLURAL, (_, name: string, one: string, several: string) => (number(name) === 1 ? one : several))
    .split(PLACE)
    .map((piece, index) => (index % 2 === 0 ? piece : number(piece)))
    .filter((piece) => piece !== "");
}

/** Whether a sentence states the number of rows in the table. */
export function statesRows(sentence: string): boolean {
  return sentence.includes("{count}");
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
