// A question as described by /v1/questions, and a row of its answer.

import type { Declared } from "@/shared/api/types.ts";

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly width?: string | null;
}

export interface Question extends Declared {
  readonly sentence: string | null;
  readonly sentence_zh: string | null;
  readonly flow: Flow | null;
  /** URL of its source file. */
  readonly text: string;
}

/** Groups in page order; unknown groups come last. */
export const GROUPS: readonly string[] = ["training", "partners", "alliances", "evidence"];
