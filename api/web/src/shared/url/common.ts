// URL state of every page: language, origins, and reference date.

import type { Query } from "@/shared/api/read.ts";

import { choice, text, useUrl, type Change } from "./url.ts";

/** The origin switch of every page: all rows, or only documented and reference rows. */
export const COMMON = { lang: text(), origin: choice(["all", "documented"], "all"), as_of: text() };
export const COMMON_NAMES: readonly string[] = Object.keys(COMMON);

export interface Common {
  readonly origin: "all" | "documented";
  readonly asOf: string;
  /** As parameters of the API. */
  readonly query: Query;
  /** As parameters of routes without dates. */
  readonly undated: Query;
  /** Origins for routes that return plain rows: counties, majors and standards are reference rows, not documented ones. */
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
