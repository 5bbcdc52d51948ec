// A question as /v1/questions describes it, and a row of its answer.

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
  /** Address of the file that computes it. */
  readonly text: string;
}

/** Groups in the order in which the page shows them; a new one comes after them. */
export const GROUPS: readonly string[] = ["training", "partners", "alliances", "evidence"];
