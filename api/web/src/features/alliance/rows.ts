// Row types of the questions and measures on these pages (docs/reference/measures, docs/reference/questions.md).

import type {
  AllianceMembersRow,
  AllianceOverlapRow,
  AllianceTiesRow,
  MeasuredAllianceLivenessRow,
  MeasuredAllianceStructureRow,
  MeasuredBridgesRow,
} from "@client/generated/types.gen.ts";

import type { Known, QuestionRowOf } from "@/shared/api/sent.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";

/** alliance-members: members by origin. */
export type MembersRow = QuestionRowOf<AllianceMembersRow>;

/** alliance-ties: two members and one kind of tie. */
export type TieRow = QuestionRowOf<AllianceTiesRow> & { readonly tie: TieKind };

export const TIE_KINDS = ["partnership", "graduates", "teacher-consultant", "lecturer", "facility", "activity"] as const;
export type TieKind = (typeof TIE_KINDS)[number];

/** alliance-overlap: members shared by two alliances. */
export type OverlapRow = QuestionRowOf<AllianceOverlapRow>;

export const STATES = ["active", "quiet", "unknown"] as const;
export type State = (typeof STATES)[number];

/** alliance-liveness */
export type LivenessRow = FigureRow &
  Known<MeasuredAllianceLivenessRow, "what" | "rows_documented" | "rows_inferred" | "rows_simulated"> & {
    readonly state: State | null;
    readonly tie: "within" | "undated" | "earlier" | null;
  };

/** alliance-structure */
export type StructureRow = FigureRow & Known<MeasuredAllianceStructureRow, "what">;

/** bridges: one row per pair. */
export type BridgeRow = FigureRow & Known<MeasuredBridgesRow, "school" | "enterprise" | "people">;

export function named<R extends { readonly what: string }>(rows: readonly R[], what: string): R | undefined {
  return rows.find((row) => row.what === what);
}
