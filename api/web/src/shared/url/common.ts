// URL state of every page: language, origins, reference date, and place.

import type { Query } from "@/shared/api/read.ts";
import { placeOf, useFocus } from "@/shared/place/focus.ts";
import { ORIGINS, type Origin } from "@/shared/api/types.ts";

import { choice, text, useUrl, type Change } from "./url.ts";

/** Settings of the origin switch: all but simulated rows, only documented and reference rows, or all. */
export const SETTINGS = ["real", "documented", "all"] as const;
export type Setting = (typeof SETTINGS)[number];

const COUNTING: Readonly<Record<Setting, readonly Origin[]>> = {
  real: ["documented", "reference", "inferred"],
  documented: ["documented", "reference"],
  all: ORIGINS,
};

/** The origins that a setting counts. */
export function counting(origin: Setting): readonly Origin[] {
  return COUNTING[origin];
}

export const COMMON = { lang: text(), origin: choice(SETTINGS, "real"), as_of: text(), place: text() };
export const COMMON_NAMES: readonly string[] = Object.keys(COMMON);

export interface Common {
  readonly origin: Setting;
  readonly asOf: string;
  /** Id of the place of the page; empty for everything. */
  readonly place: string;
  /** The place as the URL states it: empty for the focus of the data, `all` for everything. */
  readonly placeGiven: string;
  /** As parameters of the API. */
  readonly query: Query;
  /** As parameters of routes without dates. */
  readonly undated: Query;
  /** Origins for routes that return plain rows: counties, majors and standards are reference rows, not documented ones. */
  readonly origins: string;
  /** Origins and date as parameters, for what is about one entity: its rows may lie anywhere. */
  readonly anywhere: Query;
  /** The same with the date, as parameters. */
  readonly listed: Query;
  readonly change: Change<typeof COMMON>;
}

export function useCommon(): Common {
  const [{ origin, as_of: asOf, place: placeGiven }, change] = useUrl(COMMON);
  const place = placeOf(placeGiven, useFocus());
  const of = origin === "all" ? {} : { origin };
  const undated = { ...of, place };
  const origins = { real: "real", documented: "documented,reference", all: "" }[origin];
  return {
    origin,
    asOf,
    place,
    placeGiven,
    query: { ...undated, as_of: asOf },
    undated,
    anywhere: { ...of, as_of: asOf },
    origins,
    listed: { origin: origins, as_of: asOf, place },
    change,
  };
}
