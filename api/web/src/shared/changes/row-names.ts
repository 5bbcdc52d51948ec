// Names of the rows that drafts and versions list by id, with one request for each type.

import { useQueries } from "@tanstack/react-query";

import { address, read } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { kindOfId, pathOf } from "@/shared/names/kinds.ts";
import { NAME_FIELDS } from "@/shared/names/names.tsx";

import { endsOf } from "./rows.ts";

/** Number of ids in a request. */
const MOST = 100;

/** Requests for the names of rows: entities, and the ends of relationships. */
export function nameRequests(rows: readonly string[]): readonly string[] {
  const byPath = new Map<string, string[]>();
  for (const id of new Set(rows.flatMap(endsOf))) {
    const path = pathOf(kindOfId(id) ?? "");
    if (path !== undefined) {
      byPath.set(path, [...(byPath.get(path) ?? []), id]);
    }
  }
  return [...byPath].flatMap(([path, ids]) =>
    Array.from({ length: Math.ceil(ids.length / MOST) }, (_, at) =>
      address(`/v1/${path}`, { ids: ids.slice(at * MOST, (at + 1) * MOST).join(","), select: NAME_FIELDS, per_page: MOST }),
    ),
  );
}

/** The entities of these rows by id, as far as the present data has them. */
export function useRowNames(rows: readonly string[]): ReadonlyMap<string, Ref> {
  return useQueries({
    queries: nameRequests(rows).map((path) => ({
      queryKey: ["GET", path],
      queryFn: ({ signal }: { signal: AbortSignal }) => read<Answer<Ref>>(path, {}, signal),
    })),
    combine: (answers) => new Map(answers.flatMap(({ data }) => data?.results ?? []).map((thing) => [thing.id, thing])),
  });
}
