// Reported figures as shown on the page, one per claim with the counts by origin; and the filters.

import type { ClaimsAgainstGraphRow } from "@client/generated/types.gen.ts";

import type { QuestionRowOf } from "@/shared/api/sent.ts";
import type { Ref } from "@/shared/api/types.ts";

/** A row of the question `claims-against-graph`: one claim and the count for one origin. */
export type CountedRow = QuestionRowOf<ClaimsAgainstGraphRow>;

/** One reported figure. */
export interface Reported {
  readonly claim: Ref;
  readonly first: CountedRow;
  /** Counts by origin, real ones first, also when they are 0; empty if nothing was looked for. */
  readonly counted: readonly CountedRow[];
}

export function reportedOf(rows: readonly CountedRow[]): readonly Reported[] {
  const byClaim = new Map<string, Reported>();
  for (const row of rows) {
    const before = byClaim.get(row.claim.id);
    const counted = row.base === null ? [] : [row];
    byClaim.set(row.claim.id, { claim: row.claim, first: before?.first ?? row, counted: [...(before?.counted ?? []), ...counted] });
  }
  return [...byClaim.values()];
}

/** Whether anything of the kind is recorded. */
export function isRecorded({ counted }: Reported): boolean {
  return counted.some(({ base }) => (base ?? 0) > 0);
}

export const THEMES = ["alignment", "programs", "people", "partners", "enterprises", "economy", "dates", "other"] as const;
export type Theme = (typeof THEMES)[number];

/** Metrics by subject; unknown metrics are listed under `other`. */
const OF_THEME: Readonly<Record<Exclude<Theme, "other">, RegExp>> = {
  alignment: /^aligned_/,
  programs: /^programs_/,
  dates: /(_year|_since|^years_)/,
  partners: /(partnership|alliance|school_cooperation|training_base|lecturing)/,
  enterprises: /^enterprises/,
  people: /^(people|graduates|interns|jobs|participants|professionals|industry_leaders|families|employment|staying)/,
  economy: /^(area|investment|output|revenue)/,
};

export function themeOf(metric: string): Theme {
  const entry = Object.entries(OF_THEME).find(([, pattern]) => pattern.test(metric));
  return THEMES.find((theme) => theme === entry?.[0]) ?? "other";
}

/** Years contained in a period; none for "currently". */
export function yearsOf(period: string): readonly string[] {
  return [...new Set(period.match(/\b(19|20)\d{2}\b/g) ?? [])];
}

/** The place before the comma of a scope: "city, secondary" concerns the city. */
export function placeOf(scope: string): string {
  return scope.split(",")[0]?.trim() ?? scope;
}

export const NO_YEAR = "none";

export interface Filters {
  readonly scope: string;
  readonly year: string;
  readonly theme: string;
}

export function fits({ first }: Reported, { scope, year, theme }: Filters): boolean {
  const years = yearsOf(first.period);
  return (
    (scope === "" || first.scope === scope) &&
    (year === "" || (year === NO_YEAR ? years.length === 0 : years.includes(year))) &&
    (theme === "" || themeOf(first.metric) === theme)
  );
}

/** The filters as parameters of the question; a theme stands for the metrics of its claims. */
export function asked({ scope, year, theme }: Filters, all: readonly Reported[]): Readonly<Record<string, string | boolean>> {
  const metrics = new Set(all.map(({ first }) => first.metric).filter((metric) => theme !== "" && themeOf(metric) === theme));
  return {
    scope,
    ...(year === NO_YEAR ? { yearless: true } : { year }),
    metric: [...metrics].toSorted((a, b) => a.localeCompare(b)).join(","),
  };
}

/** Filter options: the values in the rows, in order. */
export function choicesOf(all: readonly Reported[]): {
  readonly scopes: readonly CountedRow[];
  readonly years: readonly string[];
  readonly themes: readonly Theme[];
} {
  return {
    scopes: [...new Map(all.map(({ first }) => [first.scope, first])).values()].toSorted((a, b) => a.scope.localeCompare(b.scope)),
    years: [...new Set(all.flatMap(({ first }) => yearsOf(first.period)))].toSorted().toReversed(),
    themes: THEMES.filter((theme) => all.some(({ first }) => themeOf(first.metric) === theme)),
  };
}

/** Number of claims per source. */
export function claimsBySource(claims: readonly { readonly sources?: readonly string[] }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of claims.flatMap((claim) => claim.sources ?? [])) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
