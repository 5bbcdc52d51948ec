// Selects, among some ids, the entities that are loaded and lie in the place of the page or are of no place.

import { useQueries } from "@tanstack/react-query";

import { address, read } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { kindOfId, pathOf } from "@/shared/names/kinds.ts";
import { NAME_FIELDS } from "@/shared/names/names.tsx";
import { useCommon } from "@/shared/url/common.ts";

/** The lists that tell which of the ids are loaded and lie in the place, one for each type. */
export function listsOf(ids: readonly string[], place: string): readonly string[] {
  const types = [...new Set(ids.flatMap((id) => kindOfId(id) ?? []))];
  return types.map((type) => {
    const own = ids.filter((id) => kindOfId(id) === type);
    return address(`/v1/${pathOf(type) ?? ""}`, { ids: own.join(","), select: NAME_FIELDS, place });
  });
}

/** The entities of the place by id. */
export function useOfPlace(ids: readonly string[]): ReadonlyMap<string, Ref> {
  const { place } = useCommon();
  return useQueries({
    queries: listsOf(ids, place).map((path) => ({
      queryKey: ["GET", path],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => read<Answer<Ref>>(path, {}, signal),
    })),
    combine: (answers) => new Map(answers.flatMap(({ data }) => data?.results.map((thing) => [thing.id, thing] as const) ?? [])),
  });
}
