// What the address of a table keeps.

import { list, text } from "@/shared/url/url.ts";

export const TABLE = {
  /** As the API writes it. */
  filter: text(),
  q: text(),
  /** A column, `-` before it when it falls. */
  sort: text(),
  group_by: list(),
  columns: list(),
};
