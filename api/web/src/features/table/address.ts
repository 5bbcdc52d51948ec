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

/** The order after a click on a column's head: rising, falling, none. */
export function nextSort(sort: string, name: string): string {
  return sort === name ? `-${name}` : sort === `-${name}` ? "" : name;
}
