// Walks through a list, page by page or row by row, to any depth.

/** What every page has. */
interface Page<Row> {
  readonly meta: { readonly next_cursor?: string | null };
  readonly results: readonly Row[];
}

/** Gives the page that a cursor stands for. */
export type Turn<P> = (cursor: string) => Promise<{ readonly data: P }>;

/**
 * The pages of a list.
 *
 * @example for await (const page of pages((cursor) => listSchools({ client, throwOnError: true, query: { cursor } }))) { ... }
 */
export async function* pages<P extends Page<unknown>>(turn: Turn<P>): AsyncGenerator<P, void, undefined> {
  let cursor: string | null | undefined = "*";
  while (cursor) {
    const { data }: { readonly data: P } = await turn(cursor);
    yield data;
    cursor = data.meta.next_cursor;
  }
}

/** The rows of a list, over all its pages. */
export async function* rows<P extends Page<unknown>>(turn: Turn<P>): AsyncGenerator<P["results"][number], void, undefined> {
  for await (const page of pages(turn)) {
    yield* page.results as P["results"][number][];
  }
}
