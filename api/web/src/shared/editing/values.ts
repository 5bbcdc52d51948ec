// Pure parts of the forms: which properties can be corrected, values as the API takes them, and what is missing.

import type { Row } from "@/shared/api/types.ts";

import type { Evidence } from "./types.ts";

/** Properties that identify a row or say how well it is supported; they change with the evidence, not by hand. */
const NOT_CORRECTED = new Set(
  "id start end sources quotes locator certainty origin rule search_words name_zh_certainty same_as".split(" "),
);
/** Separates the items of a list in a value. */
const SEPARATOR = "|";
/** Maximum number of words of a quote. */
const QUOTE_WORDS = 12;

/** Names first, then the other properties in the order of the model. */
export function correctable(declared: readonly string[]): readonly string[] {
  const names = ["name_zh", "name", "aliases", "gloss_zh"].filter((name) => declared.includes(name));
  return [...names, ...declared.filter((name) => !NOT_CORRECTED.has(name) && !names.includes(name))];
}

/** The value of a row as the API takes it: a text, empty if unknown. */
export function valueOf(row: Row, name: string): string {
  const value = row[name];
  return Array.isArray(value)
    ? value.map(String).join(SEPARATOR)
    : typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}

const DATE = /^(\d{4})(?:\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月?)|\s*年?)$/;

/** A date in the notation of the data (2024, 2024-03 or 2024-03-01); undefined if it is not a date. */
export function dateOf(text: string): string | undefined {
  const [, year, month, day] = DATE.exec(text.trim().normalize("NFKC")) ?? [];
  if (year === undefined) {
    return undefined;
  }
  if (month === undefined) {
    return year;
  }
  const [m, d] = [Number(month), Number(day ?? 1)];
  const date = new Date(Date.UTC(Number(year), m - 1, d));
  const exists = date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  const parts = [year, month.padStart(2, "0"), ...(day === undefined ? [] : [day.padStart(2, "0")])];
  return exists ? parts.join("-") : undefined;
}

/** How a statement is supported. */
export const SUPPORTS = ["known", "web", "reason"] as const;
export type Support = (typeof SUPPORTS)[number];

/** The fields of the evidence. All keep what was typed, whichever kind is selected. */
export interface Typed {
  readonly support: Support;
  readonly known: string;
  readonly web: string;
  readonly quote: string;
  readonly locator: string;
  readonly reason: string;
}

export const NOTHING_TYPED: Typed = { support: "known", known: "", web: "", quote: "", locator: "", reason: "" };

/** The evidence as the API takes it. */
export function evidenceOf(typed: Typed): Evidence {
  const source = { known: typed.known, web: typed.web.trim(), reason: "" }[typed.support];
  const [quote, locator] = source === "" ? ["", ""] : [typed.quote.trim(), typed.locator.trim()];
  return { source, quote, locator, reason: typed.reason.trim() };
}

export type EvidenceFault = "sourceMissing" | "urlInvalid" | "reasonMissing" | "quoteLong" | "placeMissing";

/**
 * What the evidence lacks; undefined if it is complete.
 *
 * @param placed whether a quote or a position in the source is required, as for a new row.
 */
export function evidenceFault(typed: Typed, placed = false): EvidenceFault | undefined {
  if (typed.support === "reason") {
    return typed.reason.trim() === "" ? "reasonMissing" : undefined;
  }
  const { source, quote, locator } = evidenceOf(typed);
  if (source === "") {
    return "sourceMissing";
  }
  if (typed.support === "web" && !/^https?:\/\/[^\s/]+\.[^\s]+$/.test(source)) {
    return "urlInvalid";
  }
  if (quote.split(/\s+/).length > QUOTE_WORDS) {
    return "quoteLong";
  }
  return placed && quote === "" && locator === "" ? "placeMissing" : undefined;
}
