// URL state of the page: the organisation, weights, county, and shortlist.

import { choice, list, number, text } from "@/shared/url/url.ts";

export const TABS = ["candidates", "consortium", "smallest"] as const;
export const TYPES = ["school", "enterprise", "alliance"] as const;
export const KINDS = ["both", "school", "enterprise"] as const;
export const TOPS = [10, 25, 50, 100] as const;

export const STATE = {
  tab: choice(TABS, "candidates"),
  /** An entity in the data, or a description. */
  mode: choice(["known", "described"], "known"),
  for: text(),
  weights: text(),
  places: text(),
  /** 0 uses the default of the page: a whole county, where possible. */
  top: number(0),
  in_county: text(),
  only: choice(KINDS, "both"),
  shortlist: list(),
  d_type: choice(TYPES, "enterprise"),
  d_name: text(),
  d_county: text(),
  d_sectors: list(),
  d_majors: list(),
  d_members: list(),
};

/** Number of candidates requested. */
export function topOf({ top, in_county: county }: { readonly top: number; readonly in_county: string }): number {
  return top > 0 ? top : county === "" ? 10 : 50;
}

/** Parameters of the measures on the other tabs, under their own names; both tabs share some of them. */
export const TAB_PARAMS = {
  consortium: ["schools", "enterprises", "counties", "centres", "fields", "lead", "lists"],
  smallest: ["fields", "counties", "framework", "cover", "kind", "alliance"],
} as const;
