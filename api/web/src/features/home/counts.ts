// Number of entities of each type by origin, from the server's metadata.

import { ORIGINS, type Origin } from "@/shared/api/types.ts";
import { splitByOrigin } from "@/shared/origin/split.ts";

/** Length of a bar that shows both parts side by side. */
export function barLength({ real, simulated }: CountRow): number {
  return real + simulated;
}

export type ByOrigin = Readonly<Partial<Record<Origin, number>>>;
export type Counts = Readonly<Record<string, ByOrigin>>;

export interface CountRow {
  readonly type: string;
  readonly counts: ByOrigin;
  /** Number of real entities; simulated ones are never added. */
  readonly real: number;
  readonly simulated: number;
}

function only(counts: ByOrigin, origins: readonly Origin[]): ByOrigin {
  return Object.fromEntries(origins.flatMap((origin) => (counts[origin] ? [[origin, counts[origin]]] : [])));
}

/** Rows of the given types in order; types without entities stay with zero. */
export function rowsOf(counts: Counts, types: readonly string[], origins: readonly Origin[]): readonly CountRow[] {
  return types
    .filter((type) => counts[type] !== undefined)
    .map((type) => {
      const shown = only(counts[type] ?? {}, origins);
      return { type, counts: shown, ...splitByOrigin(shown) };
    });
}

/** Adds several rows, real and simulated apart. */
export function together(rows: readonly CountRow[], type: string): CountRow {
  const counts = Object.fromEntries(
    ORIGINS.map((origin) => [origin, sum(rows.map((row) => row.counts[origin] ?? 0))] as const).filter(([, count]) => count > 0),
  );
  return { type, counts, ...splitByOrigin(counts) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
