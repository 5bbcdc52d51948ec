// What the page keeps in its address: for whom, how reasons count, where candidates may be, and who is on the shortlist.

import { choice, list, number, text } from "@/shared/url/url.ts";

export const TABS = ["candidates", "consortium", "smallest"] as const;
export const TYPES = ["school", "enterprise", "alliance"] as const;
export const KINDS = ["both", "school", "enterprise"] as const;
export const TOPS = [10, 25, 50, 100] as const;

export const STATE = {
  tab: choice(TABS, "candidates"),
  /** Somebody whom the data know, or a description. */
  mode: choice(["known", "described"], "known"),
  for: text(),
  weights: text(),
  places: text(),
  /** Nought leaves it to the page: a county is shown as a whole where it can be. */
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

/** How many candidates are asked for. */
export function topOf({ top, in_county: county }: { readonly top: number; readonly in_county: string }): number {
  return top > 0 ? top : county === "" ? 10 : 50;
}

/** Parameters of the measures on the other tabs; they stand in the address under their own names, some of which both have. */
export const TAB_PARAMS = {
  consortium: ["schools", "enterprises", "counties", "centres", "fields", "lead", "lists"],
  smallest: ["fields", "counties", "framework", "cover", "kind", "alliance"],
} as const;
