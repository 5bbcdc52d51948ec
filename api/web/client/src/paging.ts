// Iterators over the pages and rows of a list, a question or a measure.

import { DataChangedError } from "./problem.ts";

interface Page<Row> {
  readonly meta: { readonly next_cursor?: string | null };
  readonly results: readonly Row[];
}

/** Requests the page of a cursor. */
export type Turn<P> = (cursor: string) => Promise<{ readonly data: P }>;

/** A response without a usable `next_cursor`: an end that may not be the end is an error. */
export class PagingError extends Error {
  override readonly name = "PagingError";
}

/**
 * Yield the pages from the first to the last. Only `next_cursor: null` ends the iteration.
 *
 * @throws DataChangedError the data changed between two pages.
 * @throws PagingError a page has no `next_cursor`, or repeats the previous one.
 * @example for await (const page of pages((cursor) => listSchools({ client, throwOnError: true, query: { cursor } }))) { ... }
 */
export async function* pages<P extends Page<unknown>>(turn: Turn<P>): AsyncGenerator<P, void, undefined> {
  let cursor: string | null = "*";
  while (cursor !== null) {
    const { data }: { readonly data: P } = await turn(cursor);
    const next: string | null | undefined = data.meta.next_cursor;
    yield data;
    cursor = following(cursor, next);
  }
}

function following(cursor: string, next: string | null | undefined): string | null {
  if (next === undefined || next === "") {
    throw new PagingError("The response has no next_cursor. Request it with cursor, and read all of its pages from one operation.");
  }
  if (next === cursor) {
    throw new PagingError("The response repeats its cursor. Pass the cursor on: query: { cursor }.");
  }
  return next;
}

/** Yield the rows of all pages. Throws like `pages`. */
export async function* rows<P extends Page<unknown>>(turn: Turn<P>): AsyncGenerator<P["results"][number], void, undefined> {
  for await (const page of pages(turn)) {
    yield* page.results as P["results"][number][];
  }
}

/**
 * Return the rows of all pages, all of one data version: starts again if the data changes meanwhile.
 *
 * @param restarts how often at most; then the DataChangedError is thrown.
 */
export async function collect<P extends Page<unknown>>(turn: Turn<P>, restarts = 2): Promise<P["results"][number][]> {
  for (let left = restarts; ; left -= 1) {
    const collected: P["results"][number][] = [];
    try {
      for await (const row of rows(turn)) {
        collected.push(row);
      }
      return collected;
    } catch (error) {
      if (!(error instanceof DataChangedError) || left <= 0) {
        throw error;
      }
    }
  }
}
