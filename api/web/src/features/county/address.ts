// URL state of the counties page; parameters of the measure use their own names.

import { text } from "@/shared/url/url.ts";

export const COUNTY = {
  /** A counted type, or the name of a measure. */
  shade: text("Program"),
  /** Which figure of the measure, if it has several per county. */
  series: text(),
};

/** Parameters that the page sets itself. */
export const OWN_PARAMS: readonly string[] = ["county", "by", "limit", "school"];
