// Hits of a search: by type, through facets, and with what was typed marked in them. No views here.

import type { Origin, Ref } from "@/shared/api/types.ts";

export interface Hit extends Ref {
  readonly score: number;
  /** The alias that fits, when it was an alias. */
  readonly matched: string | null;
  /** Found only because a typing error was forgiven. */
  readonly near?: boolean;
}

export interface Part {
  readonly text: string;
  readonly marked: boolean;
}

/** A text in parts, those marked that hold a word of what was typed. */
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

export type FacetName = keyof Chosen;

/** What a hit is in each facet; empty where that is not known. */
export type FacetOf = Readonly<Record<FacetName, (hit: Hit) => string>>;

export function facetsOf(counties: ReadonlyMap<string, Ref>): FacetOf {
  return {
    type: (hit) => hit.type,
    county: (hit) => (hit.type === "County" ? hit.id : (counties.get(hit.id)?.id ?? "")),
    rows: (hit) => hit.origin satisfies Origin,
  };
}

/** The hits that pass every facet, except one of them if it is named: its own numbers must not vanish when it is used. */
export function passing(hits: readonly Hit[], chosen: Chosen, facets: FacetOf, except?: FacetName): readonly Hit[] {
  return hits.filter((hit) =>
    (Object.keys(facets) as FacetName[]).every(
      (name) => name === except || chosen[name].length === 0 || chosen[name].includes(facets[name](hit)),
    ),
  );
}

/** The values of a facet with their hits, most first; what is chosen stays although it has none. */
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

/** Hits by type; the type of the best hit comes first. Near misses stand apart. */
export function byType(hits: readonly Hit[]): readonly (readonly [string, readonly Hit[]])[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    groups.set(hit.type, [...(groups.get(hit.type) ?? []), hit]);
  }
  return [...groups];
}
