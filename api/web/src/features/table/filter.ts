// The filter as API text, and as conditions that can be edited; unsupported parts are kept as text.

export const OPERATORS = [":", ">", ">=", "<", "<=", "has"] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Condition {
  /** A property, or a path along relationships: `school.level`. */
  readonly path: string;
  readonly operator: Operator;
  readonly not: boolean;
  /** One of the values must match; empty for `has`. */
  readonly values: readonly string[];
}

/** A part of a filter that is not a single condition: brackets, or other paths after `|`. */
export interface Written {
  readonly written: string;
}

export type Term = Condition | Written;

export function isWritten(term: Term): term is Written {
  return "written" in term;
}

const HAS = /^has:([A-Za-z_][\w.]*)$/;
const TERM = /^([A-Za-z_][\w.]*):(>=|<=|>|<)?(.*)$/s;
/** After `|` this starts a new term, except for an id, which also has a prefix before its colon. */
const OTHER = /^\s*(!|has:|[A-Za-z_][\w.]*\()/;

/** The terms of a filter; all must match. */
export function parseFilter(text: string): readonly Term[] {
  return split(text, ",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(parseTerm);
}

function parseTerm(text: string): Term {
  const not = text.startsWith("!");
  const body = not ? text.slice(1).trim() : text;
  const has = HAS.exec(body);
  if (has?.[1] !== undefined) {
    return { path: has[1], operator: "has", not, values: [] };
  }
  const [, path, sign, rest] = TERM.exec(body) ?? [];
  if (path === undefined || path === "has" || rest === undefined || unquoted(rest).includes("(")) {
    return { written: text };
  }
  const parts = split(rest, "|");
  if (parts.slice(1).some((part) => OTHER.test(part) || /^\s*(>|<)/.test(part)) || (sign !== undefined && parts.length > 1)) {
    return { written: text };
  }
  return { path, operator: (sign ?? ":") as Operator, not, values: parts.map(unquote) };
}

/** Splits at a separator outside quotes and brackets. */
function split(text: string, sign: string): readonly string[] {
  const parts = [""];
  let quoted = false;
  let depth = 0;
  for (const letter of text) {
    quoted = letter === '"' ? !quoted : quoted;
    depth += quoted ? 0 : letter === "(" ? 1 : letter === ")" ? -1 : 0;
    if (letter === sign && !quoted && depth === 0) {
      parts.push("");
    } else {
      parts.push(`${parts.pop() ?? ""}${letter}`);
    }
  }
  return parts;
}

function unquoted(text: string): string {
  return text.replace(/"[^"]*"/g, "");
}

function unquote(text: string): string {
  const plain = text.trim();
  return plain.length > 1 && plain.startsWith('"') && plain.endsWith('"') ? plain.slice(1, -1).replaceAll('""', '"') : plain;
}

function quote(value: string): string {
  return /[,|()"]|^[<>!]|^\s|\s$/.test(value) || value === "" ? `"${value.replaceAll('"', '""')}"` : value;
}

export function formatFilter(terms: readonly Term[]): string {
  return terms.map(formatTerm).join(",");
}

export function formatTerm(term: Term): string {
  if (isWritten(term)) {
    return term.written;
  }
  const { path, operator, not, values } = term;
  const sign = operator === ":" ? "" : operator;
  const body = operator === "has" ? `has:${path}` : `${path}:${sign}${values.map(quote).join("|")}`;
  return not ? `!${body}` : body;
}
