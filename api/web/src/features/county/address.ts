// What the address of the counties holds; parameters of the measure stand beside it under their own names.

import { text } from "@/shared/url/url.ts";

export const COUNTY = {
  /** A type that is counted, or the name of a measure. */
  shade: text("Program"),
  /** Which figures of the measure, where it has several for a county. */
  series: text(),
};

/** Parameters that the page sets itself. */
export const OWN_PARAMS: readonly string[] = ["county", "by", "limit", "school"];
