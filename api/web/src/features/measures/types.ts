// A measure as described by /v1/measures, and the metadata of its responses.

import type { Declared, Meta, Note } from "@/shared/api/types.ts";

export interface Measure extends Declared {
  readonly unit: string;
  /** Formula, source, assumptions and limits in English, with headings and lists. */
  readonly definition: string;
}

/** A figure reported by a source; never combined with computed figures. */
export interface Reported {
  readonly id: string;
  readonly metric: string;
  readonly value: number;
  readonly qualifier: string | null;
  readonly unit: string;
  readonly scope: string;
  readonly period: string;
  readonly href: string;
}

export interface MeasureMeta extends Meta {
  readonly notes?: readonly Note[];
  readonly left_out?: Readonly<Record<string, number>>;
  readonly claims?: readonly Reported[];
}

/** Groups in page order; unknown groups come last. */
export const GROUPS = ["training", "partners", "alliances", "people", "networks", "structure"] as const;
