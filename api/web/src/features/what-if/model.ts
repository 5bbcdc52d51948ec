// The scenario model: parsed from the URL or a file, edited step by step; results as CSV.

import type { Close, Join, Move, Open, Partner, ProblemItem, Resize, Scenario, ScenarioRow, Wanted } from "@client/generated/types.gen.ts";

import { isRecord } from "@/shared/api/types.ts";
import type { Codec } from "@/shared/url/url.ts";

export type Change = Open | Close | Move | Resize | Partner | Join;
export interface Plan extends Scenario {
  readonly changes: Change[];
  readonly measures: Wanted[];
}

export const MOST_CHANGES = 50;
export const MOST_MEASURES = 10;
/** Forms of cooperation between a school and an enterprise, as accepted by the API. */
export const FORMS = [
  "co-cultivation",
  "order class",
  "apprenticeship",
  "internship",
  "facility",
  "curriculum",
  "shared expertise",
  "collaborative platform",
] as const satisfies readonly Partner["form"][];
const SHARES: Wanted = { name: "alignment", params: { by: "level", crosswalk: "declared" } };
export const NOTHING: Plan = { changes: [], measures: [SHARES] };

/** Required fields of each change; all are texts except the number of students. */
const FIELDS: Readonly<Record<Change["do"], readonly string[]>> = {
  open: ["school", "level"],
  close: ["program"],
  move: ["program", "to"],
  resize: ["program", "enrolment"],
  partner: ["school", "enterprise", "form"],
  join: ["member", "alliance"],
};

function isChange(value: unknown): value is Change {
  if (!isRecord(value) || typeof value["do"] !== "string" || !Object.hasOwn(FIELDS, value["do"])) {
    return false;
  }
  return FIELDS[value["do"] as Change["do"]].every((name) => typeof value[name] === (name === "enrolment" ? "number" : "string"));
}

function isWanted(value: unknown): value is Wanted {
  return isRecord(value) && typeof value["name"] === "string" && (value["params"] === undefined || isRecord(value["params"]));
}

/** Parses a scenario from JSON; undefined if it is invalid. The server validates the content. */
export function parsePlan(text: string): Plan | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !Array.isArray(value["changes"])) {
    return undefined;
  }
  const { changes, measures = NOTHING.measures, title, origin, as_of: asOf } = value;
  if (!changes.every(isChange) || !Array.isArray(measures) || !measures.every(isWanted)) {
    return undefined;
  }
  return {
    ...(typeof title === "string" && title !== "" ? { title } : {}),
    changes,
    measures: measures.length === 0 ? NOTHING.measures : measures,
    ...(typeof origin === "string" ? { origin } : {}),
    ...(typeof asOf === "string" ? { as_of: asOf } : {}),
  };
}

export function sameText(plan: Plan): string {
  return JSON.stringify(plan);
}

/** The scenario as a URL parameter, in the format of the API. */
export const planCodec: Codec<Plan> = {
  parse: (text) => (text === undefined ? undefined : parsePlan(text)) ?? NOTHING,
  format: (plan) => (sameText(plan) === sameText(NOTHING) ? undefined : sameText(plan)),
};

/** A change that closes, moves or resizes a program replaces an earlier one of the same kind. */
export function withChange(plan: Plan, change: Change): Plan {
  const kept = "program" in change ? plan.changes.filter((other) => !isOf(other, change.do, change.program)) : plan.changes;
  return { ...plan, changes: [...kept, change].slice(0, MOST_CHANGES) };
}

export function without(plan: Plan, index: number): Plan {
  return { ...plan, changes: plan.changes.filter((_, at) => at !== index) };
}

/** Moves a change; changes are applied in order. */
export function earlier(plan: Plan, index: number): Plan {
  const changes = [...plan.changes];
  const [moved] = changes.splice(index, 1);
  if (moved !== undefined) {
    changes.splice(Math.max(0, index - 1), 0, moved);
  }
  return { ...plan, changes };
}

export function withMeasure(plan: Plan, wanted: Wanted): Plan {
  const there = plan.measures.some((other) => JSON.stringify(other) === JSON.stringify(wanted));
  return there ? plan : { ...plan, measures: [...plan.measures, wanted].slice(0, MOST_MEASURES) };
}

export function withoutMeasure(plan: Plan, index: number): Plan {
  return { ...plan, measures: plan.measures.filter((_, at) => at !== index) };
}

function isOf(change: Change, kind: Change["do"], program: string): boolean {
  return change.do === kind && "program" in change && change.program === program;
}

/** Measures affected by new partnerships and members that are not requested yet; the default measure counts only programs. */
export function suggested(plan: Plan): readonly Wanted[] {
  const room = MOST_MEASURES - plan.measures.length;
  const requested = new Set(plan.measures.map((wanted) => JSON.stringify(wanted)));
  const affected = new Map(plan.changes.flatMap(borneOn).map((wanted) => [JSON.stringify(wanted), wanted]));
  return [...affected].flatMap(([text, wanted]) => (requested.has(text) ? [] : [wanted])).slice(0, room);
}

function borneOn(change: Change): readonly Wanted[] {
  switch (change.do) {
    case "partner":
      return [
        { name: "centrality", params: { network: "partners", kind: "degree" } },
        { name: "partners", params: { for: change.school } },
        { name: "partners", params: { for: change.enterprise } },
      ];
    case "join":
      return [
        { name: "alliance-liveness", params: { alliance: change.alliance } },
        { name: "alliance-structure", params: { alliance: change.alliance } },
      ];
    default:
      return [];
  }
}

const CHANGE = /^\/body\/changes\/(\d+)/;

/** Errors of the API by the position of the change. */
export function refusals(errors: readonly ProblemItem[]): ReadonlyMap<number, readonly string[]> {
  const messages = new Map<number, readonly string[]>();
  for (const { pointer, detail } of errors) {
    const place = CHANGE.exec(pointer)?.[1];
    if (place !== undefined) {
      messages.set(Number(place), [...(messages.get(Number(place)) ?? []), detail]);
    }
  }
  return messages;
}

/** The changes of a scenario to one program. */
export function changesOf(plan: Plan, program: string): readonly Change[] {
  return plan.changes.filter((change) => "program" in change && change.program === program);
}

export function placeOf(plan: Plan, kind: Change["do"], program: string): number {
  return plan.changes.findIndex((change) => isOf(change, kind, program));
}

const CELLS = [
  "measure",
  "key",
  "before",
  "origin_before",
  "behind_before_real",
  "behind_before_simulated",
  "after",
  "origin_after",
  "behind_after_real",
  "behind_after_simulated",
  "difference",
  "rows",
  "refused",
] as const;

/** Figures as CSV with one column per change, with a byte order mark for Excel. */
export function csvOf(rows: readonly ScenarioRow[], changes: number): string {
  const steps = Array.from({ length: changes }, (_, index) => `step_${index + 1}`);
  const lines = rows.map((row) => [...CELLS.map((name) => row[name]), ...steps.map((_, index) => row.steps?.[index] ?? null)]);
  return `\uFEFF${[[...CELLS, ...steps], ...lines].map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

/** Prefixes formula-like texts with an apostrophe, like the exports of the API. */
function quoted(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
