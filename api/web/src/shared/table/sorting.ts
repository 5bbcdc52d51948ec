// Sorting of loaded rows: sort values of the columns, and the order in the URL.

import { isRecord, isRef, isRelationship, ORIGINS, type Column } from "@/shared/api/types.ts";
import type { Lang } from "@/shared/i18n/texts.ts";
import { nameIn } from "@/shared/names/names.tsx";
import { wordIn } from "@/shared/names/words.ts";

/** Sort value of a cell; null if empty. Several values are compared in order. */
export type Key = number | string | null | readonly Key[];

/** What a column needs to be sortable. */
interface Sortable<R> {
  readonly name: string;
  readonly by?: (row: R) => Key;
}

/** Chinese in pinyin order, before other scripts; `2` before `10`. The same in both languages, so that a link gives the same order. */
const WORDS = new Intl.Collator("zh", { numeric: true });

/** A column has one name in the URL, independent of the display language. */
export function sortName(column: string): string {
  return column.replace(/_zh$/, "");
}

/** The order after a click on a header: ascending, descending, none. */
export function nextSort(sort: string, name: string): string {
  return sort === name ? `-${name}` : sort === `-${name}` ? "" : name;
}

/** The direction of a column in an order. */
export function sortedAs(sort: string, name: string): "ascending" | "descending" | undefined {
  return sort === name ? "ascending" : sort === `-${name}` ? "descending" : undefined;
}

function isEmpty(key: Key): boolean {
  return key === null || key === "" || Number.isNaN(key) || (Array.isArray(key) && key.every(isEmpty));
}

/** Compares two values; negative if `a` comes first. Numbers come before texts. */
export function compareKeys(a: Key, b: Key): number {
  if (typeof a === "number" && typeof b === "number") {
    return a - b;
  }
  if (typeof a === "string" && typeof b === "string") {
    return WORDS.compare(a, b);
  }
  if (isSeveral(a) && isSeveral(b)) {
    const different = a.map((key, index) => compareKeys(key, b[index] ?? null)).find((order) => order !== 0);
    return different ?? a.length - b.length;
  }
  return rank(a) - rank(b);
}

function isSeveral(key: Key): key is readonly Key[] {
  return Array.isArray(key);
}

function rank(key: Key): number {
  return key === null ? 0 : typeof key === "number" ? 1 : typeof key === "string" ? 2 : 3;
}

/** Rows in the order of the URL; unchanged if it names no sortable column. Empty cells come last in both directions. */
export function sortRows<R>(rows: readonly R[], columns: readonly Sortable<R>[], sort: string): readonly R[] {
  const by = columns.find((column) => sortedAs(sort, sortName(column.name)) !== undefined)?.by;
  if (by === undefined) {
    return rows;
  }
  const falls = sort.startsWith("-") ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: by(row) }));
  const filled = keyed.filter(({ key }) => !isEmpty(key));
  const empty = keyed.filter(({ key }) => isEmpty(key));
  return [...filled.toSorted((a, b) => falls * compareKeys(a.key, b.key)), ...empty].map(({ row }) => row);
}

/** Sort value of a declared column: numbers numerically, entities by name, facts by their number. */
export function sortKey(column: Column, value: unknown, lang: Lang): Key {
  if (value === null || value === undefined) {
    return null;
  }
  if (column.type === "Origin") {
    const strength = ORIGINS.findIndex((origin) => origin === value);
    return strength < 0 ? null : strength;
  }
  return column.type === "date" && typeof value === "string" ? dateKey(value) : keyOfValue(value, lang);
}

/** Known parts of a date: year, month, day; a year comes before its months. */
function dateKey(value: string): Key {
  const parts = /^(-?\d+)(?:-(\d+))?(?:-(\d+))?/.exec(value);
  return parts === null ? value : parts.slice(1).map((part: string | undefined) => (part === undefined ? null : Number(part)));
}

function keyOfValue(value: unknown, lang: Lang): Key {
  if (typeof value === "number") {
    return value;
  }
  if (typeof value === "boolean") {
    return Number(value);
  }
  if (typeof value === "string") {
    return wordIn(lang, value);
  }
  if (isRelationship(value)) {
    return 1;
  }
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isRelationship) ? value.length : value.map((one) => keyOfValue(one, lang));
  }
  if (isRef(value)) {
    return nameIn(lang, value).text;
  }
  return isRecord(value) ? Object.values(value).map((one) => keyOfValue(one, lang)) : null;
}
