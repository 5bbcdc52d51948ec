// A measure as /v1/measures describes it, and what its answers say of themselves.

import type { Declared, Meta, Note } from "@/shared/api/types.ts";

export interface Measure extends Declared {
  readonly unit: string;
  /** Formula, source, assumptions and limits, in English, with headings and lists. */
  readonly definition: string;
}

/** A figure that a source reports; it is never mixed with what is computed. */
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

/** Groups in the order in which the page shows them; a new one comes after them. */
export const GROUPS = ["training", "partners", "alliances", "people", "networks", "structure"] as const;
