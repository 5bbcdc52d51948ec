// Rows of a list, page by page. In memory are the pages in view, and for printing the first loaded pages. The cursor of a page is known
// only after the page before it has been loaded.

import { useQueries } from "@tanstack/react-query";
import { useState } from "react";

import { address, read, type Query } from "@/shared/api/read.ts";
import type { Answer, Meta } from "@/shared/api/types.ts";
import { MOST_ON_PAPER } from "@/shared/table/paper.tsx";

export const PER_PAGE = 100;
/** Number of pages loaded beyond those in view. */
const BESIDE = 1;
/** Milliseconds that a page out of view stays in memory. */
const KEPT = 20_000;

interface Known {
  readonly list: string;
  /** Cursors of the pages that can be requested; the first is `*`. */
  readonly cursors: readonly string[];
  readonly meta: Meta | undefined;
  /** Total number of rows, once the end has been reached. */
  readonly end: number | undefined;
}

export interface Pages<R> {
  readonly meta: Meta | undefined;
  /** Number of rows that can be scrolled to now. */
  readonly extent: number;
  readonly rowAt: (index: number) => R | undefined;
  readonly show: (first: number, last: number) => void;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

function begin(list: string): Known {
  return { list, cursors: ["*"], meta: undefined, end: undefined };
}

/** Numbers of the requestable pages for the rows in view. */
export function pagesFor(first: number, last: number, known: number): readonly number[] {
  const from = Math.max(0, Math.floor(first / PER_PAGE) - BESIDE);
  const to = Math.min(known - 1, Math.floor(last / PER_PAGE) + BESIDE);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/**
 * Numbers of all pages to keep: those in view, and those needed for printing.
 *
 * @param read number of loaded pages from the first; keeping them sends no new requests.
 */
export function heldPages(first: number, last: number, known: number, read: number): readonly number[] {
  const forPaper = Array.from({ length: Math.min(read, MOST_ON_PAPER / PER_PAGE) }, (_, index) => index);
  return [...new Set([...forPaper, ...pagesFor(first, last, known)])];
}

/** @param rowsOf rows of a response: its results, or its groups. */
export function usePages<R>(path: string, query: Query, rowsOf: (answer: Answer<R>) => readonly R[]): Pages<R> {
  const list = address(path, query);
  const [known, setKnown] = useState(() => begin(list));
  const [view, setView] = useState({ list, first: 0, last: 0 });
  const current = known.list === list ? known : begin(list);
  const { first, last } = view.list === list ? view : { first: 0, last: 0 };
  // The last known page has been loaded if no cursor follows it.
  const loaded = current.cursors.length - (current.end === undefined ? 1 : 0);
  const numbers = heldPages(first, last, current.cursors.length, loaded);
  const { pages, pending, error, retry } = useQueries({
    queries: numbers.map((number) => {
      const asked = address(path, {
        ...query,
        per_page: PER_PAGE,
        cursor: current.cursors[number],
        ...(number === 0 ? { total: true } : {}),
      });
      return {
        queryKey: ["GET", asked],
        queryFn: ({ signal }: { signal: AbortSignal }) => read<Answer<R>>(asked, {}, signal),
        gcTime: KEPT,
      };
    }),
    combine: (results) => ({
      pages: new Map(numbers.map((number, index) => [number, results[index]?.data])),
      pending: results.some((result) => result.isFetching),
      error: results.find((result) => result.isError)?.error ?? null,
      retry: () => results.filter((result) => result.isError).forEach((result) => void result.refetch()),
    }),
  });
  const next = learned(current, pages, rowsOf);
  if (next !== known) {
    setKnown(next);
  }
  const total = next.meta?.total ?? undefined;
  const extent = next.meta === undefined ? 0 : (next.end ?? Math.min(total ?? Infinity, next.cursors.length * PER_PAGE));
  return {
    meta: next.meta,
    extent,
    rowAt: (index) => {
      const page = pages.get(Math.floor(index / PER_PAGE));
      return page === undefined ? undefined : rowsOf(page)[index % PER_PAGE];
    },
    show: (from, to) => {
      if (
        view.list !== list ||
        Math.floor(from / PER_PAGE) !== Math.floor(first / PER_PAGE) ||
        Math.floor(to / PER_PAGE) !== Math.floor(last / PER_PAGE)
      ) {
        setView({ list, first: from, last: to });
      }
    },
    pending,
    error,
    retry,
  };
}

/** List information from the loaded pages: next cursor, total, end. Returns the same object if nothing changed. */
function learned<R>(known: Known, pages: ReadonlyMap<number, Answer<R> | undefined>, rowsOf: (answer: Answer<R>) => readonly R[]): Known {
  const last = known.cursors.length - 1;
  const answer = pages.get(last);
  const meta = known.meta ?? pages.get(0)?.meta;
  const cursor = answer?.meta.next_cursor ?? undefined;
  if (answer !== undefined && cursor !== undefined) {
    return { ...known, meta, cursors: [...known.cursors, cursor] };
  }
  const end = answer === undefined ? known.end : last * PER_PAGE + rowsOf(answer).length;
  return meta === known.meta && end === known.end ? known : { ...known, meta, end };
}
