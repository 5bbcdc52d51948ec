// URL state of a table.

import { list, text } from "@/shared/url/url.ts";

export const TABLE = {
  /** In the filter syntax of the API. */
  filter: text(),
  q: text(),
  /** A column; `-` before it for descending order. */
  sort: text(),
  group_by: list(),
  columns: list(),
};
