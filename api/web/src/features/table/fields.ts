// Filter, sort and group fields of a type, as declared by the server.

import type { FilterItem as Generated } from "@client/generated/types.gen.ts";

import { inLang, type Lang } from "@/shared/i18n/texts.ts";
import { fieldName } from "@/shared/names/words.ts";

import type { Operator } from "./filter.ts";

export type FilterItem = Readonly<Generated>;

/** Columns with their own display: the name, and the source chip. */
const SHOWN_ANYWAY = new Set(["id", "name", "name_zh", "gloss_zh", "scope_zh", "origin", "sources", "quotes", "locator"]);
const RARELY = new Set(["aliases", "search_words", "name_zh_certainty", "same_as", "note", "certainty", "rule"]);
const AT_FIRST = 6;

/** Columns that can be selected. */
export function choosable(items: readonly FilterItem[]): readonly FilterItem[] {
  return items.filter((item) => item.what === "property" && !SHOWN_ANYWAY.has(item.name));
}

/** Default columns. */
export function firstColumns(items: readonly FilterItem[]): readonly string[] {
  return choosable(items)
    .filter((item) => !RARELY.has(item.name))
    .slice(0, AT_FIRST)
    .map((item) => item.name);
}

/** Fields for grouping: choices, and linked entities. */
export function groupable(items: readonly FilterItem[]): readonly FilterItem[] {
  return items.filter((item) => item.what === "type" || (item.what === "property" && !RARELY.has(item.name) && !UNIQUE.has(item.name)));
}
const UNIQUE = new Set(["id", "name", "name_zh", "gloss_zh", "scope_zh", "sources", "quotes", "locator"]);

/** Whether a field leads to entities, and to which types. */
export function leads(item: FilterItem): readonly string[] | undefined {
  return item.what === "property" ? undefined : (item.leads_to ?? []);
}

export function itemName(lang: Lang, item: FilterItem): string {
  return inLang(lang, item.label, item.label_zh);
}

/** Label of a path: `school.level` is the level of the school. */
export function pathName(lang: Lang, path: string, items: readonly FilterItem[], further: readonly FilterItem[] = []): string {
  const [first = "", ...rest] = path.split(".");
  const item = items.find((other) => other.name === first);
  const begin = item === undefined ? fieldName(lang, first) : itemName(lang, item);
  const last = rest.at(-1);
  if (last === undefined) {
    return begin;
  }
  const field = further.find((other) => other.name === last);
  const end = field === undefined ? fieldName(lang, last) : itemName(lang, field);
  return lang === "zh" ? `${begin}的${end}` : `${begin}: ${end}`;
}

/** Operators of a field, in display order. */
export function operatorsOf(item: FilterItem): readonly { readonly operator: Operator; readonly not: boolean }[] {
  const both = (operator: Operator): readonly { operator: Operator; not: boolean }[] => [
    { operator, not: false },
    { operator, not: true },
  ];
  const ordered = ([">=", "<=", ">", "<"] as const)
    .filter((sign) => item.operators.includes(sign))
    .map((operator) => ({ operator, not: false }));
  return [...both(":"), ...ordered, ...both("has")];
}

export function isNumber(item: FilterItem): boolean {
  return item.kind === "int" || item.kind === "float";
}
