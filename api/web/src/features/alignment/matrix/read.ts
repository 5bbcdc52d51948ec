// Loads the matrix data: the programs of each prioritised sector from the gaps measure, and fields of each program from the list.

import type { MeasuredGapsRow } from "@client/generated/types.gen.ts";
import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";

import type { Known } from "@/shared/api/sent.ts";
import { address, read, type Query } from "@/shared/api/read.ts";
import type { Answer, Meta, Ref } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";

import { SEVERAL, UNKNOWN, type Row } from "./model.ts";

export type GapRow = FigureRow &
  Known<MeasuredGapsRow, "programs" | "graduates" | "enterprises" | "employees" | "whole"> & {
    readonly kind: "gap" | "surplus";
    readonly state: "none" | "few" | "enough" | "surplus";
  };

/** A row behind a figure: a program, or a relationship from a program to a sector. */
export interface BehindRow extends Ref {
  readonly role: string;
  readonly start: Ref | null;
  readonly end: Ref | null;
}

const PAGE = 200;

export interface Behind {
  readonly of: ReadonlyMap<string, Answer<BehindRow>>;
  readonly pending: boolean;
  readonly error: Error | null;
}

/** The rows behind each figure, by key. */
export function useBehind(figures: readonly GapRow[]): Behind {
  return useQueries({
    queries: figures.map((figure) => {
      const path = address(figure.audit, { per_page: PAGE });
      return { queryKey: ["all pages", path], queryFn: ({ signal }: { signal: AbortSignal }) => readBehind(path, signal) };
    }),
    combine: (answers) => ({
      of: new Map(
        answers.flatMap((answer, index) => {
          const key = figures[index]?.key;
          return answer.data === undefined || key === undefined ? [] : [[key, answer.data] as const];
        }),
      ),
      pending: answers.some((answer) => answer.isPending),
      error: answers.find((answer) => answer.error !== null)?.error ?? null,
    }),
  });
}

async function readBehind(path: string, signal: AbortSignal): Promise<Answer<BehindRow>> {
  const first = await read<Answer<BehindRow>>(path, {}, signal);
  const rows = [...first.results];
  for (let cursor = first.meta.next_cursor; typeof cursor === "string";) {
    const next: Answer<BehindRow> = await read<Answer<BehindRow>>(path, { cursor }, signal);
    rows.push(...next.results);
    cursor = next.meta.next_cursor;
  }
  return { meta: { ...first.meta, count: rows.length, next_cursor: null, truncated: false }, results: rows };
}

interface GroupKey {
  readonly name: string;
  readonly state: string;
  readonly value: string | number | null;
  readonly thing: Ref | null;
}

interface Grouped {
  readonly meta: Meta;
  readonly groups: readonly { readonly keys: readonly GroupKey[] }[];
}

/** Values of a field (`major.group`, `school`) for all programs of a list, page by page. */
export function useRowOf(name: string, query: Query): UseQueryResult<ReadonlyMap<string, Row>> {
  return useQuery({
    queryKey: ["programs", name, address("", query)],
    queryFn: ({ signal }) => readRows(name, query, signal),
    placeholderData: keepPreviousData,
  });
}

async function readRows(name: string, query: Query, signal: AbortSignal): Promise<ReadonlyMap<string, Row>> {
  const rowsById = new Map<string, Row>();
  let cursor: string | null | undefined = "*";
  while (cursor !== null && cursor !== undefined) {
    const answer: Grouped = await read<Grouped>("/v1/programs", { ...query, group_by: `id,${name}`, per_page: PAGE, cursor }, signal);
    for (const { keys } of answer.groups) {
      const [program, key] = keys;
      if (program !== undefined && key !== undefined) {
        rowsById.set(String(program.value), rowOf(key));
      }
    }
    cursor = answer.meta.next_cursor;
  }
  return rowsById;
}

function rowOf({ state, value, thing }: GroupKey): Row {
  if (value === null) {
    return state === "several" ? SEVERAL : UNKNOWN;
  }
  return { key: String(value), value: String(value), thing };
}
