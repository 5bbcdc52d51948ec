// Counts of real and of simulated rows. A total never adds the two.

import { ORIGINS } from "@/shared/api/types.ts";

export interface Split {
  readonly real: number;
  readonly simulated: number;
}

/** Real is every origin except simulated. */
export function splitByOrigin(counts: Readonly<Record<string, number | undefined>>): Split {
  const real = ORIGINS.filter((origin) => origin !== "simulated").reduce((sum, origin) => sum + (counts[origin] ?? 0), 0);
  return { real, simulated: counts["simulated"] ?? 0 };
}

/** Splits rows into real and simulated ones. */
export function splitRows<R extends { readonly origin?: unknown }>(
  rows: readonly R[],
): { readonly real: readonly R[]; readonly simulated: readonly R[] } {
  return { real: rows.filter(({ origin }) => origin !== "simulated"), simulated: rows.filter(({ origin }) => origin === "simulated") };
}
