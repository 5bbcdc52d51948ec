// A question as /v1/questions describes it, and a row of its answer.

import type { Column, Param } from "@/shared/api/types.ts";

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly width?: string | null;
}

export interface Question {
  readonly name: string;
  readonly title: string;
  readonly title_zh: string;
  readonly about: string;
  readonly about_zh: string;
  readonly group: string;
  readonly params: readonly Param[];
  readonly returns: readonly Column[];
  readonly href: string;
  readonly example: string;
  readonly sentence: string | null;
  readonly sentence_zh: string | null;
  readonly flow: Flow | null;
  /** Address of the file that computes it. */
  readonly text: string;
}

/** Groups in the order in which the page shows them; a new one comes after them. */
export const GROUPS: readonly string[] = ["training", "partners", "alliances", "evidence"];
