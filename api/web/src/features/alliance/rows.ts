// Row types of the questions and measures on these pages (docs/reference/measures, docs/reference/questions.md).

import type { Origin, Ref, Relationship } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";

/** alliance-members: members by origin. */
export interface MembersRow {
  readonly alliance: Ref;
  readonly known: number;
  readonly schools: number;
  readonly enterprises: number;
  readonly members: readonly Ref[];
  readonly groups: readonly Ref[];
  readonly reported: readonly Ref[];
  readonly reported_values: readonly string[];
  readonly origin: Origin;
  readonly evidence: readonly Relationship[];
}

/** alliance-ties: two members and one kind of tie. */
export interface TieRow {
  readonly one: Ref;
  readonly other: Ref;
  readonly tie: TieKind;
  readonly unnamed: boolean;
  readonly origin: Origin;
  readonly evidence: readonly Relationship[];
}

export const TIE_KINDS = ["partnership", "graduates", "teacher-consultant", "lecturer", "facility", "activity"] as const;
export type TieKind = (typeof TIE_KINDS)[number];

/** alliance-overlap: members shared by two alliances. */
export interface OverlapRow {
  readonly alliance: Ref;
  readonly other: Ref;
  readonly shared: number;
  readonly members: readonly Ref[];
  readonly groups: readonly Ref[];
  readonly origin: Origin;
  readonly evidence: readonly Relationship[];
}

export const STATES = ["active", "quiet", "unknown"] as const;
export type State = (typeof STATES)[number];

/** alliance-liveness */
export interface LivenessRow extends FigureRow {
  readonly what: string;
  readonly thing: Ref | null;
  readonly date: string | null;
  readonly proof: string | null;
  readonly state: State | null;
  readonly tie: "within" | "undated" | "earlier" | null;
  readonly rows_documented: number;
  readonly rows_inferred: number;
  readonly rows_simulated: number;
}

/** alliance-structure */
export interface StructureRow extends FigureRow {
  readonly what: string;
  readonly member: Ref | null;
  readonly ties: number | null;
  readonly possible: number | null;
  readonly expected: number | null;
  readonly chance: number | null;
  readonly articulation: boolean | null;
  readonly sectors: readonly Ref[] | null;
  readonly counties: readonly Ref[] | null;
}

/** bridges: one row per pair. */
export interface BridgeRow extends FigureRow {
  readonly school: Ref;
  readonly enterprise: Ref;
  readonly people: number;
}

export function named<R extends { readonly what: string }>(rows: readonly R[], what: string): R | undefined {
  return rows.find((row) => row.what === what);
}

/** Row counts of a figure by origin, without zeros. */
export function byOrigin(row: LivenessRow): Readonly<Record<string, number>> {
  return { documented: row.rows_documented, inferred: row.rows_inferred, simulated: row.rows_simulated };
}
