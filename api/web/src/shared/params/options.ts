// Options of a picker: entities that match the text, and the entity of an id.

import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { address, read, useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { isKind, pathOf } from "@/shared/names/kinds.ts";
import { NAME_FIELDS } from "@/shared/names/names.tsx";
import { useCommon } from "@/shared/url/common.ts";

export interface Option extends Ref {
  /** The alias that matched. */
  readonly matched?: string | null;
}

export const OFFERED = 12;

/** The request for a text: a search, or the beginning of the list for an empty text. */
export function optionsAddress(text: string, types: readonly string[], origin: Query): string | null {
  const typed = text.trim();
  if (typed !== "") {
    return address("/v1/search", { q: typed, type: types.join(","), limit: OFFERED, ...origin });
  }
  const [only] = types;
  return types.length === 1 && only !== undefined && isKind(only)
    ? address(`/v1/${pathOf(only)}`, { select: NAME_FIELDS, sort: "name", per_page: OFFERED, ...origin })
    : null;
}

export function useOptions(text: string, types: readonly string[], open: boolean): UseQueryResult<Answer<Option>> {
  const { origins } = useCommon();
  const path = optionsAddress(text, types, { origin: origins });
  return useQuery<Answer<Option>>({
    queryKey: ["GET", path],
    queryFn: ({ signal }) => read<Answer<Option>>(path ?? "", {}, signal),
    enabled: open && path !== null,
    placeholderData: keepPreviousData,
  });
}

/** The entity of an id, code or exact name; undefined while loading and if there is none. */
export function useThing(id: string): Ref | undefined {
  return useAskedThing(id).thing;
}

/** The same, with the loading state. */
export function useAskedThing(id: string): { readonly thing: Ref | undefined; readonly asking: boolean } {
  const { data, isPlaceholderData, isFetching } = useAnswer<Answer<Ref>>(id === "" ? null : "/v1/graph", { start: id, depth: 0, nodes: 1 });
  return { thing: id === "" || isPlaceholderData ? undefined : data?.results[0], asking: id !== "" && isFetching };
}
