// Openings and closings per year, one row per period.

import type { MeasuredAlignmentChangesRow } from "@client/generated/types.gen.ts";

import type { Sent } from "@/shared/api/sent.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";

export const PARTS = ["opened", "closed", "changed", "rest"] as const;
export type Part = (typeof PARTS)[number];

export type ChangeRow = FigureRow & Sent<MeasuredAlignmentChangesRow>;

export interface Period {
  readonly since: number;
  readonly until: number;
  readonly before: number | null;
  readonly after: number | null;
  readonly difference: ChangeRow | undefined;
  readonly parts: Readonly<Record<Part, ChangeRow | undefined>>;
}

/** Periods by year: single years first, the total last. */
export function periodsOf(rows: readonly ChangeRow[]): readonly Period[] {
  const rowsByPeriod = new Map<string, ChangeRow[]>();
  for (const row of rows) {
    if (row.since !== null && row.until !== null) {
      const key = `${row.since} ${row.until}`;
      rowsByPeriod.set(key, [...(rowsByPeriod.get(key) ?? []), row]);
    }
  }
  return [...rowsByPeriod.values()].map(periodOf).toSorted((a, b) => length(a) - length(b) || a.since - b.since);
}

export function years(periods: readonly Period[]): readonly Period[] {
  return periods.filter((period) => length(period) === 0);
}

function length({ since, until }: Period): number {
  return until - since;
}

function periodOf(rows: readonly ChangeRow[]): Period {
  const part = (name: string): ChangeRow | undefined => rows.find((row) => row.part === name);
  const [first] = rows;
  return {
    since: first?.since ?? 0,
    until: first?.until ?? 0,
    before: first?.before ?? null,
    after: first?.after ?? null,
    difference: part("difference"),
    parts: { opened: part("opened"), closed: part("closed"), changed: part("changed"), rest: part("rest") },
  };
}

export interface Piece {
  readonly part: Part;
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/** Stacks the parts of a difference from zero: increases above, decreases below. */
export function piled({ parts }: Period): readonly Piece[] {
  let [up, down] = [0, 0];
  const pieces: Piece[] = [];
  for (const part of PARTS) {
    const value = parts[part]?.value ?? 0;
    if (value > 0) {
      pieces.push({ part, value, from: up, to: up + value });
      up += value;
    } else if (value < 0) {
      pieces.push({ part, value, from: down, to: down + value });
      down += value;
    }
  }
  return pieces;
}

/** Returns a round step for an axis with about the given number of lines. */
export function stepOf(span: number, lines: number): number {
  const rough = Math.max(span, 1e-9) / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
}

export interface Change {
  readonly change: string;
  readonly date: string | null;
  readonly origin: string;
}

export interface Listed {
  readonly year: string | null;
  readonly change: string;
  readonly origins: Readonly<Record<string, number>>;
  readonly count: number;
}

/** Known openings, closings and reductions by year; undated ones last. */
export function listed(changes: readonly Change[]): readonly Listed[] {
  const changesByYear = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${change.date?.slice(0, 4) ?? ""} ${change.change}`;
    changesByYear.set(key, [...(changesByYear.get(key) ?? []), change]);
  }
  const rows = [...changesByYear.values()].map((group) => ({
    year: group[0]?.date?.slice(0, 4) ?? null,
    change: group[0]?.change ?? "",
    origins: Object.fromEntries(
      [...new Set(group.map(({ origin }) => origin))].map((origin) => [origin, group.filter((one) => one.origin === origin).length]),
    ),
    count: group.length,
  }));
  return rows.toSorted((a, b) => (a.year ?? "9999").localeCompare(b.year ?? "9999") || a.change.localeCompare(b.change));
}
