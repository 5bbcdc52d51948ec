// What each county has: a count of a list, or figures of a measure.

import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { address, read, useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Meta, Note, Origin, Ref, Thing } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { askingOf, COUNTS, seriesOf, weakest, type MeasureInfo, type Series, type Shaded } from "./shades.ts";

const PAGE = 200;
/** Counties that are shown; fewer than groups that come at once, since things may lie in several counties or in none. */
const SHOWN = 150;
/** Figures of a measure that are asked for. */
export const FIGURES = 1000;

export interface County extends Thing {
  readonly code: string | null;
}

export function useCounties(): UseQueryResult<Answer<County>> {
  return useAnswer<Answer<County>>("/v1/counties", { per_page: SHOWN });
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
  /** Things of which the county is not known, or that lie in several; 0 when only those in some counties were asked for. */
  readonly elsewhere: number;
  /** Where the list is, with its parameters. */
  readonly asked: Query;
}

/** With `only`, of these counties: when there are more, the groups of all would not come at once, and a county without one would look empty. */
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
  let elsewhere = 0;
  for (const { keys, count, origins } of answer.groups) {
    const [key] = keys;
    if (key?.thing?.type === "County") {
      counties.set(key.thing.id, { value: count, origin: weakest(origins), counts: origins });
    } else if (only === null) {
      elsewhere += count;
    }
  }
  return { meta: answer.meta, counties, elsewhere, asked };
}

/** Counties of which somebody looked for a type of things and found none. */
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
  readonly count: number;
  /** There are more figures than were asked for, so that a county without one may have one. */
  readonly cut: boolean;
}

/** The figures of a measure for all counties: one answer, or one for each county. */
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
      count: answers.reduce((sum, { data }) => sum + (data?.meta.count ?? 0), 0),
      cut: answers.some(({ data }) => data?.meta.truncated === true),
    }),
  });
}
