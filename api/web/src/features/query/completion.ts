// Completion in the query editor: labels, types, properties and Cypher keywords, by the text before the cursor.

import type { Schema, SchemaProperty } from "./schema.ts";

export interface Suggestion {
  readonly text: string;
  readonly kind: "label" | "type" | "property" | "word" | "function" | "variable";
}

export interface Completion {
  /** Start of the word at the cursor. */
  readonly from: number;
  readonly options: readonly Suggestion[];
}

const WORDS =
  "MATCH|OPTIONAL MATCH|WHERE|RETURN|RETURN DISTINCT|WITH|ORDER BY|LIMIT|SKIP|UNWIND|UNION|CALL|YIELD|AS|AND|OR|NOT|XOR|IN|IS NULL|IS NOT NULL|STARTS WITH|ENDS WITH|CONTAINS|CASE|WHEN|THEN|ELSE|END|EXISTS|COUNT|DISTINCT|ASC|DESC|EXPLAIN|PROFILE|SHORTEST".split(
    "|",
  );
const FUNCTIONS =
  "count collect sum avg min max size coalesce toInteger toFloat toString toLower toUpper split substring labels type properties keys nodes relationships length range head last reverse round abs date duration percentileCont stDev elementId".split(
    " ",
  );
const MOST = 12;
const TOKEN = /[\p{L}_][\p{L}\p{N}_]*$/u;

/** Suggestions at a position; none within strings and comments. */
export function complete(text: string, caret: number, schema: Schema | undefined): Completion {
  const before = text.slice(0, caret);
  const token = TOKEN.exec(before)?.[0] ?? "";
  const from = caret - token.length;
  const lead = before.slice(0, from);
  if (quoted(lead)) {
    return { from, options: [] };
  }
  return { from, options: matching(candidates(text, lead, token, schema), token) };
}

function candidates(text: string, lead: string, token: string, schema: Schema | undefined): readonly Suggestion[] {
  const sign = lead.at(-1) ?? "";
  const bracket = innermost(lead);
  if (sign === ".") {
    return properties(text, /([\p{L}_][\p{L}\p{N}_]*)\.$/u.exec(lead)?.[1] ?? "", schema);
  }
  if (/[:|&!]$/.test(lead.trimEnd()) && bracket === "[") {
    return (schema?.relationships ?? []).map(({ type }) => ({ text: type, kind: "type" }));
  }
  if (/[:|&!]$/.test(lead.trimEnd()) && bracket !== "{") {
    return (schema?.labels ?? []).map(({ label }) => ({ text: label, kind: "label" }));
  }
  if (bracket === "{" && /[{,]\s*$/.test(lead)) {
    return properties(text, "", schema);
  }
  if (token === "") {
    return [];
  }
  const variables = [...new Set(variablesOf(text))].filter((name) => name !== token);
  return [
    ...variables.map((name) => ({ text: name, kind: "variable" }) as const),
    ...WORDS.map((word) => ({ text: word, kind: "word" }) as const),
    ...FUNCTIONS.map((name) => ({ text: `${name}(`, kind: "function" }) as const),
  ];
}

/** Properties of the label of a variable, or all properties. */
function properties(text: string, variable: string, schema: Schema | undefined): readonly Suggestion[] {
  const named = variable === "" ? undefined : new RegExp(`[([]\\s*${variable}\\s*:\\s*([\\p{L}_]+)`, "u").exec(text)?.[1];
  const owners = [
    ...(schema?.labels ?? []).map((item) => ({ name: item.label, properties: item.properties })),
    ...(schema?.relationships ?? []).map((item) => ({ name: item.type, properties: item.properties })),
  ];
  const own = owners.find((owner) => owner.name === named);
  const candidates: readonly SchemaProperty[] = own === undefined ? owners.flatMap((owner) => owner.properties) : own.properties;
  return [...new Set(candidates.filter((item) => item.used > 0).map((item) => item.name))].map((name) => ({
    text: name,
    kind: "property",
  }));
}

function variablesOf(text: string): readonly string[] {
  return [...text.matchAll(/[([]\s*([\p{L}_][\p{L}\p{N}_]*)\s*[:)\]]|\bAS\s+([\p{L}_][\p{L}\p{N}_]*)/giu)].flatMap(
    (found) => found[1] ?? found[2] ?? [],
  );
}

/** First items that start with the word, then items that contain it; none if the word is complete. */
function matching(options: readonly Suggestion[], token: string): readonly Suggestion[] {
  const wanted = token.toLowerCase();
  const begins = options.filter((option) => option.text.toLowerCase().startsWith(wanted));
  const contains = options.filter((option) => wanted.length > 2 && option.text.toLowerCase().includes(wanted) && !begins.includes(option));
  const matches = [...begins, ...contains].slice(0, MOST);
  return matches.length === 1 && matches[0]?.text.toLowerCase() === wanted ? [] : matches;
}

/** The unclosed bracket at the end of a text. */
function innermost(text: string): string {
  const open: string[] = [];
  for (const letter of text) {
    if ("([{".includes(letter)) {
      open.push(letter);
    } else if (")]}".includes(letter)) {
      open.pop();
    }
  }
  return open.at(-1) ?? "";
}

/** Whether the end of a text is within a string, a quoted name or a comment. */
function quoted(text: string): boolean {
  let within = "";
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    const two = text.slice(at, at + 2);
    if (within === "") {
      if (two === "//" || two === "/*") {
        within = two;
        at += 1;
      } else if (`'"\``.includes(letter)) {
        within = letter;
      }
    } else if (within === "//" ? letter === "\n" : within === "/*" ? two === "*/" : letter === within) {
      within = "";
    } else if (letter === "\\" && within.length === 1) {
      at += 1;
    }
  }
  return within !== "";
}

/** Line and column of a position; columns in half widths (Chinese characters count as two). */
export function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, at).split("\n");
  const last = lines.at(-1) ?? "";
  const column = Array.from(last).reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
  return { line: lines.length - 1, column };
}
