// A description of an organisation that is not in the data, in the format of the server (docs/partners.md).

import type { Common } from "@/shared/url/common.ts";

import { limitFor } from "./candidates.ts";
import { topOf, type TYPES } from "./state.ts";
import { parseWeights } from "./weights.ts";

export interface Description {
  readonly d_type: (typeof TYPES)[number];
  readonly d_name: string;
  readonly d_county: string;
  readonly d_sectors: readonly string[];
  readonly d_majors: readonly string[];
  readonly d_members: readonly string[];
  readonly weights: string;
  readonly places: string;
  readonly top: number;
  readonly in_county: string;
  readonly only: string;
}

export type Body = Readonly<Record<string, unknown>>;

/** Whether the description contains anything to match by. */
export function saysSomething(it: Description): boolean {
  return it.d_type === "alliance"
    ? it.d_sectors.length + it.d_members.length > 0
    : it.d_county !== "" || it.d_sectors.length + it.d_majors.length > 0;
}

/** The request body, without fields that do not apply to the type, which the server would reject. */
export function bodyOf(it: Description, common: Pick<Common, "origin" | "asOf">): Body {
  const alliance = it.d_type === "alliance";
  const weights = parseWeights(it.weights);
  const parts: Record<string, unknown> = {
    type: it.d_type,
    name: it.d_name,
    county: alliance ? "" : it.d_county,
    sectors: it.d_sectors,
    majors: alliance ? [] : it.d_majors,
    members: alliance ? it.d_members : [],
    places: it.places === "" ? "" : Number(it.places),
    weights: Object.keys(weights).length === 0 ? "" : weights,
    top: topOf(it),
    limit: limitFor(topOf(it)),
    in_county: it.in_county,
    kind: it.only === "both" ? "" : it.only,
    origin: common.origin === "all" ? "" : common.origin,
    as_of: common.asOf,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0)));
}
