// Years of cooperation between members: the dates of the relationships that form a tie.

import { ORIGINS, type Origin, type Relationship } from "@/shared/api/types.ts";

import { splitRows } from "@/shared/origin/split.ts";

import { TIE_KINDS, type TieKind, type TieRow } from "./rows.ts";

/** Relationship types that express membership or structure, not cooperation. */
const JOINS: ReadonlySet<string> = new Set(["MEMBER_OF", "PART_OF", "OFFERS"]);

export interface Span {
  readonly from: number;
  /** Null if no end is stated. */
  readonly to: number | null;
}

export interface Year {
  readonly year: number;
  readonly origins: Readonly<Record<Origin, number>>;
  /** Real ties by kind. */
  readonly kinds: Readonly<Record<TieKind, number>>;
  /** Number of real ties; simulated ones are never added. */
  readonly real: number;
}

export interface Years {
  readonly years: readonly Year[];
  /** Ties without a known date. */
  readonly undated: number;
}

export function yearOf(value: unknown): number | null {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value : "";
  const digits = /^\d{4}/.exec(text)?.[0];
  return digits === undefined ? null : Number(digits);
}

/** Period of a relationship; null if undated. An event covers its year; a started relationship continues until its stated end. */
export function spanOf(link: Relationship, events: ReadonlyMap<string, number>): Span | null {
  const event = yearOf(link["year"]) ?? events.get(link.end.id) ?? null;
  if (event !== null) {
    return { from: event, to: event };
  }
  const from = yearOf(link["valid_from"]);
  const to = yearOf(link["valid_to"]);
  return from === null ? (to === null ? null : { from: to, to }) : { from, to };
}

function spansOf(tie: TieRow, events: ReadonlyMap<string, number>): readonly Span[] {
  return tie.evidence.filter((link) => !JOINS.has(link.type)).flatMap((link) => spanOf(link, events) ?? []);
}

/**
 * Ties per year. A tie counts once in every year covered by one of its dated relationships.
 *
 * @param events years of activities by id; participation in an activity has no date of its own.
 */
export function tiesPerYear(ties: readonly TieRow[], events: ReadonlyMap<string, number>): Years {
  const dated = ties.map((tie) => ({ tie, spans: spansOf(tie, events) }));
  const bounds = [
    ...events.values(),
    ...dated.flatMap(({ spans }) => spans.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))),
  ];
  const undated = dated.filter(({ spans }) => spans.length === 0).length;
  const startYears = dated.flatMap(({ spans }) => spans.map(({ from }) => from));
  if (startYears.length === 0) {
    return { years: [], undated };
  }
  const first = Math.min(...startYears);
  const last = Math.max(...bounds);
  const years = Array.from({ length: last - first + 1 }, (_, index) => {
    const year = first + index;
    const active = dated.filter(({ spans }) => spans.some(({ from, to }) => from <= year && year <= (to ?? last))).map(({ tie }) => tie);
    return {
      year,
      origins: countBy(ORIGINS, active, (tie) => tie.origin),
      kinds: countBy(TIE_KINDS, splitRows(active).real, (tie) => tie.tie),
      real: splitRows(active).real.length,
    };
  });
  return { years, undated };
}

export function countBy<K extends string, T>(names: readonly K[], rows: readonly T[], of: (row: T) => K): Record<K, number> {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
  for (const row of rows) {
    counts[of(row)] += 1;
  }
  return counts;
}

/** Ticks of an axis from zero: round numbers, at most five. */
export function marks(most: number): readonly number[] {
  if (most <= 0) {
    return [0];
  }
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [0.2, 0.5, 1, 2].map((factor) => Math.max(1, factor * power)).find((size) => most / size <= 4) ?? 2 * power;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}
