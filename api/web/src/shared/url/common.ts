// What every page keeps in its address: language, which origins count, and the date that is asked about.

import type { Query } from "@/shared/api/read.ts";

import { choice, text, useUrl, type Change } from "./url.ts";

/** The switch of every page: all rows, or only what is documented (with the reference data that it rests on). */
export const COMMON = { lang: text(), origin: choice(["all", "documented"], "all"), as_of: text() };
export const COMMON_NAMES: readonly string[] = Object.keys(COMMON);

export interface Common {
  readonly origin: "all" | "documented";
  readonly asOf: string;
  /** As parameters of the API. */
  readonly query: Query;
  /** As parameters of the routes that know no dates. */
  readonly undated: Query;
  /** Which rows count, for routes that give rows as they stand: counties, majors and standards are reference rows, not documented ones. */
  readonly origins: string;
  /** The same with the date, as parameters. */
  readonly listed: Query;
  readonly change: Change<typeof COMMON>;
}

export function useCommon(): Common {
  const [{ origin, as_of: asOf }, change] = useUrl(COMMON);
  const undated = origin === "all" ? {} : { origin };
  const origins = origin === "all" ? "" : "documented,reference";
  return { origin, asOf, query: { ...undated, as_of: asOf }, undated, origins, listed: { origin: origins, as_of: asOf }, change };
}
