// Data of the counties: counts from a list, or figures of a measure.

import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { address, read, useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Meta, Note, Origin, Ref, Thing } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";
import { splitByOrigin, type Split } from "@/shared/origin/split.ts";
import { useCommon } from "@/shared/url/common.ts";

import { askingOf, COUNTS, seriesOf, weakest, type MeasureInfo, type Series, type Shaded } from "./shades.ts";

const PAGE = 200;
/** Maximum number of counties shown; below the group limit, since entities can lie in several counties or in none. */
const SHOWN = 150;
/** Maximum number of figures requested from a measure. */
export const FIGURES = 1000;

export interface County extends Thing {
  readonly code: string | null;
}

export function useCounties(): UseQueryResult<Answer<County>> {
  const { place } = useCommon();
  return useAnswer<Answer<County>>("/v1/counties", { per_page: SHOWN, place });
}

interface Group {
  readonly keys: readonly { readonly state: string; readonly value: string | null; readonly thing: Ref | null }[];
  readonly count: number;
  readonly origins: Readonly<Record<Origin, number>>;
}

interface Grouped {
  readonly meta: Meta;
  readonly groups: readonly Group[];
}

export interface Counted {
  readonly meta: Meta;
  readonly counties: ReadonlyMap<string, Shaded>;
  /** Entities in no known county or in several, real and simulated apart; none if only some counties were requested. */
  readonly elsewhere: Split;
  /** URL of the list, with its parameters. */
  readonly asked: Query;
}

/** @param only limits the request to these counties: beyond the group limit, counties without a group would look empty. */
export function useCounts(type: string, only: readonly County[] | null): UseQueryResult<Counted> {
  const { query } = useCommon();
  const known = COUNTS[type];
  const filter = only === null || known === undefined ? undefined : `${known.county}:${only.map(({ id }) => id).join("|")}`;
  const asked: Query = { group_by: known?.county, filter, per_page: PAGE, ...query };
  const path = `/v1/${known?.path ?? ""}`;
  return useQuery({
    queryKey: ["counts", address(path, asked)],
    queryFn: async ({ signal }) => countedOf(await read<Grouped>(path, asked, signal), asked, only),
    enabled: known !== undefined,
    placeholderData: keepPreviousData,
  });
}

function countedOf(answer: Grouped, asked: Query, only: readonly County[] | null): Counted {
  const counties = new Map<string, Shaded>();
  let elsewhere: Split = { real: 0, simulated: 0 };
  for (const { keys, origins } of answer.groups) {
    const [key] = keys;
    if (key?.thing?.type === "County") {
      counties.set(key.thing.id, { value: splitByOrigin(origins).real, origin: weakest(origins), counts: origins });
    } else if (only === null) {
      const { real, simulated } = splitByOrigin(origins);
      elsewhere = { real: elsewhere.real + real, simulated: elsewhere.simulated + simulated };
    }
  }
  return { meta: answer.meta, counties, elsewhere, asked };
}

/** Counties that were checked for a type, with none found. */
export function useChecked(type: string): ReadonlySet<string> {
  const { undated } = useCommon();
  const { data } = useAnswer<Answer<Thing>>("/v1/coverage", {
    filter: `sought:${type},status:"checked, none"`,
    per_page: PAGE,
    ...undated,
  });
  return new Set(data?.results.map((row) => String(row["scope"])));
}

export interface Measured {
  readonly series: Series;
  readonly notes: readonly Note[];
  readonly pending: boolean;
  readonly fetching: boolean;
  readonly error: Error | null;
  readonly addresses: readonly string[];
  readonly cite: string | null | undefined;
  /** Metadata with the date; the undated rows of all responses together. */
  readonly dated: Meta | undefined;
  readonly count: number;
  /** Whether more figures exist than were requested; a county without a figure may still have one. */
  readonly cut: boolean;
}

function datedOf(metas: readonly Meta[]): Meta | undefined {
  const [first] = metas;
  const undated = metas.reduce((sum, meta) => sum + (typeof meta.undated === "number" ? meta.undated : 0), 0);
  return first === undefined ? undefined : { ...first, undated };
}

/** Figures of a measure for all counties, from one response or one response per county. */
export function useMeasured(measure: MeasureInfo, given: Query, counties: readonly County[]): Measured {
  const { query } = useCommon();
  const asking = askingOf(measure);
  const path = `/v1/measures/${measure.name}`;
  const common: Query = { ...given, limit: FIGURES, ...query };
  const asked: readonly (string | undefined)[] = asking === "each" ? counties.map(({ id }) => id) : [undefined];
  const addresses = asked.map((county) =>
    address(path, { ...common, ...(county === undefined ? {} : { county }), ...(asking === "by" ? { by: "county" } : {}) }),
  );
  return useQueries({
    queries: addresses.map((one) => ({
      queryKey: ["GET", one],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => read<Answer<FigureRow>>(one, {}, signal),
      placeholderData: keepPreviousData,
    })),
    combine: (answers) => ({
      series: seriesOf(
        answers.flatMap(({ data }, index) => {
          const county = asked[index];
          return (data?.results ?? []).map((row) => (county === undefined ? { row } : { row, asked: county }));
        }),
      ),
      notes: asking === "each" ? [] : (answers[0]?.data?.meta.notes ?? []),
      pending: answers.some(({ isPending }) => isPending),
      fetching: answers.some(({ isFetching }) => isFetching),
      error: answers.find(({ error }) => error !== null)?.error ?? null,
      addresses,
      cite: answers.length === 1 ? answers[0]?.data?.meta.cite : null,
      dated: datedOf(answers.flatMap(({ data }) => data?.meta ?? [])),
      count: answers.reduce((sum, { data }) => sum + (data?.meta.count ?? 0), 0),
      cut: answers.some(({ data }) => data?.meta.truncated === true),
    }),
  });
}
