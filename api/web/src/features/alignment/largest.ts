// Selects the largest gaps in each direction.

import type { GapRow } from "./matrix/read.ts";

const EVERYTHING = "surplus";

export interface Largest {
  readonly lacking: readonly GapRow[];
  readonly outside: readonly GapRow[];
  /** All programs that serve no prioritised sector. */
  readonly all: GapRow | undefined;
}

/** Size of a row; the number of programs where there is too little data for a figure. */
function amount(row: GapRow): number {
  return row.value ?? row.programs;
}

/** Sectors with the fewest programs, ties ordered by number of enterprises; reversed for programs outside the priorities. */
export function largestGaps(rows: readonly GapRow[], most: number): Largest {
  const lacking = rows.filter((row) => row.kind === "gap").toSorted((a, b) => amount(a) - amount(b) || b.enterprises - a.enterprises);
  const outside = rows.filter((row) => row.kind === "surplus" && row.key !== EVERYTHING).toSorted((a, b) => amount(b) - amount(a));
  return { lacking: lacking.slice(0, most), outside: outside.slice(0, most), all: rows.find((row) => row.key === EVERYTHING) };
}
