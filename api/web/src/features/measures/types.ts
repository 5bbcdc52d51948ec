// A measure as described by /v1/measures, and the metadata of its responses.

import type { ClaimItem, MeasureItem } from "@client/generated/types.gen.ts";

import type { Sent } from "@/shared/api/sent.ts";
import type { Declared, Meta, Note } from "@/shared/api/types.ts";

export type Measure = Declared & Sent<Pick<MeasureItem, "unit" | "definition">>;

/** A figure reported by a source; never combined with computed figures. */
export type Reported = Sent<ClaimItem>;

export interface MeasureMeta extends Meta {
  readonly notes?: readonly Note[];
  readonly excluded?: Readonly<Record<string, number>>;
  readonly claims?: readonly Reported[];
}
