// Search hits: grouping by type, facets, and highlighting. Contains no views.

import type { Query } from "@/shared/api/read.ts";
import type { Origin, Ref } from "@/shared/api/types.ts";

export interface Hit extends Ref {
  readonly score: number;
  /** The matching alias, if the match was an alias. */
  readonly matched: string | null;
  /** Found only with tolerance for typing errors. */
  readonly near?: boolean;
}

export interface Part {
  readonly text: string;
  readonly marked: boolean;
}

/** Splits a text into parts and marks those that contain a search word. */
export function marked(text: string, typed: string): readonly Part[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const on = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + word.length)) {
      on.fill(true, at, at + word.length);
    }
  }
  const parts: Part[] = [];
  for (let at = 0; at < text.length;) {
    const is = on[at] ?? false;
    const end = on.indexOf(!is, at);
    const to = end === -1 ? text.length : end;
    parts.push({ text: text.slice(at, to), marked: is });
    at = to;
  }
  return parts;
}

export interface Chosen {
  readonly type: readonly string[];
  readonly county: readonly string[];
  readonly rows: readonly string[];
}

/** Maximum number of hits in a response. */
export const MOST = 200;

/** The search that finds the hits of the chosen types and origins. Searches have no parameter for the county. */
export function citedQuery(q: string, { type, rows }: Pick<Chosen, "type" | "rows">, origins: string): Query {
  return { q, limit: MOST, type: type.join(","), origin: rows.length > 0 ? rows.join(",") : origins };
}

export type FacetName = keyof Chosen;

/** Facet values of a hit; empty if unknown. */
export type FacetOf = Readonly<Record<FacetName, (hit: Hit) => string>>;

export function facetsOf(counties: ReadonlyMap<string, Ref>): FacetOf {
  return {
    type: (hit) => hit.type,
    county: (hit) => (hit.type === "County" ? hit.id : (counties.get(hit.id)?.id ?? "")),
    rows: (hit) => hit.origin satisfies Origin,
  };
}

/** Hits that match all facets, except an excluded one: the numbers of a facet ignore its own selection. */
export function passing(hits: readonly Hit[], chosen: Chosen, facets: FacetOf, except?: FacetName): readonly Hit[] {
  return hits.filter((hit) =>
    (Object.keys(facets) as FacetName[]).every(
      (name) => name === except || chosen[name].length === 0 || chosen[name].includes(facets[name](hit)),
    ),
  );
}

/** Values of a facet with their hits, most first; selected values stay even without hits. */
export function valuesOf(hits: readonly Hit[], chosen: Chosen, facets: FacetOf, name: FacetName): readonly (readonly [string, number])[] {
  const counts = new Map(chosen[name].map((value) => [value, 0]));
  for (const hit of passing(hits, chosen, facets, name)) {
    const value = facets[name](hit);
    if (value !== "") {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** Hits by type; the type of the best hit comes first. Near misses are separate. */
export function byType(hits: readonly Hit[]): readonly (readonly [string, readonly Hit[]])[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    groups.set(hit.type, [...(groups.get(hit.type) ?? []), hit]);
  }
  return [...groups];
}
