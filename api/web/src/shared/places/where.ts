// Looks up the county of entities that a response names without their county.

import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";

import { address, read } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useCommon } from "@/shared/url/common.ts";

interface Located {
  readonly start: Ref;
  readonly end: Ref;
}

/** Maximum number of ids per URL; some servers reject longer URLs. */
const AT_ONCE = 60;

export interface Where {
  /** County by entity id; entities not in the map have no known county. */
  readonly counties: ReadonlyMap<string, Ref>;
  /** Whether all responses have arrived. */
  readonly known: boolean;
}

export function chunks<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}

export function useWhere(ids: readonly string[]): Where {
  const { anywhere: query } = useCommon();
  const addresses = useMemo(
    () =>
      chunks(ids.toSorted(), AT_ONCE).map((some) =>
        address("/v1/relationships", { type: "LOCATED_IN", filter: `start:${some.join("|")}`, per_page: 200, ...query }),
      ),
    [ids, query],
  );
  return useQueries({
    queries: addresses.map((asked) => ({
      queryKey: ["GET", asked],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => read<Answer<Located>>(asked, {}, signal),
    })),
    combine: (answers) => ({
      counties: new Map(
        answers.flatMap(({ data }) =>
          (data?.results ?? []).filter(({ end }) => end.type === "County").map(({ start, end }) => [start.id, end] as const),
        ),
      ),
      known: answers.every(({ isSuccess }) => isSuccess),
    }),
  });
}
