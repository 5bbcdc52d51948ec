// Pure parts of the step about names: which candidates are accepted together, and decisions as the API takes them.

import type { NameToDecide, Option } from "./types.ts";

/** An id, `new` or `none`. */
export type Decisions = Readonly<Record<string, string>>;

export const NEW = "new";
export const NONE = "none";

export function nameKey({ type, name }: Pick<NameToDecide, "type" | "name">): string {
  return `${type} ${name}`;
}

/** The candidate of the highest score, if it has at least `least` percent and no other has the same. */
export function bestOption(options: readonly Option[], least: number): Option | undefined {
  const score = Math.max(...options.map((option) => option.score));
  const best = options.filter((option) => option.score === score);
  return score >= least && best.length === 1 ? best[0] : undefined;
}

/** The decisions, and the best candidates of the other names. */
export function withCandidates(open: readonly NameToDecide[], made: Decisions, least: number): Decisions {
  const found = open.flatMap((name) => {
    const best = bestOption(name.options, least);
    return best === undefined || nameKey(name) in made ? [] : [[nameKey(name), best.id] as const];
  });
  return { ...made, ...Object.fromEntries(found) };
}

/** The decisions, and `decision` for the other names. */
export function withOthers(open: readonly NameToDecide[], made: Decisions, decision: string): Decisions {
  return { ...Object.fromEntries(open.map((name) => [nameKey(name), decision])), ...made };
}

/** A file of decisions (docs/import.md). Names without a decision are left out. */
export function decisionsText(names: readonly NameToDecide[], made: Decisions, who: string, day: string): string {
  const rows = names.flatMap((name) => {
    const decision = made[nameKey(name)];
    return decision === undefined ? [] : [[name.type, name.name, decision, who, day]];
  });
  return [["type", "name", "decision", "decided_by", "date"], ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** A cell that no spreadsheet program takes for a formula: the API removes the apostrophe. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
