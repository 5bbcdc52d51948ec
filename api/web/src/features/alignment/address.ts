// URL state of the alignment page.

import { choice, list, text } from "@/shared/url/url.ts";

export const CROSSWALKS = ["declared", "catalogue", "flows", "names"] as const;
export const LEVELS = ["secondary", "higher vocational", "vocational undergraduate"] as const;
export const WEIGHTS = ["programs", "graduates", "enterprises", "employees"] as const;
/** Grouping of the matrix rows: field paths of the program list. */
export const ROWS = ["major.group", "major", "level", "school.located_in", "school"] as const;
export const ORDERS = ["count", "name", "together"] as const;

export type Crosswalk = (typeof CROSSWALKS)[number];
export type Level = (typeof LEVELS)[number];
export type RowKind = (typeof ROWS)[number];
export type Order = (typeof ORDERS)[number];

export const ALIGNMENT = {
  crosswalk: choice(CROSSWALKS, "declared"),
  level: choice(["", ...LEVELS], ""),
  framework: text(),
  rows: choice(ROWS, "major.group"),
  order: choice(ORDERS, "count"),
  weight: choice(WEIGHTS, "programs"),
  view: choice(["graph", "table"], "graph"),
  /** The open cell: its column and row. */
  cell: list(),
};
