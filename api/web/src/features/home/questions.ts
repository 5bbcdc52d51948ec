// Question cards: their groups, and the links with the example filled in.

import type { Column } from "@/shared/api/types.ts";

export interface QuestionRow {
  readonly name: string;
  readonly title: string;
  readonly title_zh: string;
  readonly group: string;
  readonly returns: readonly Column[];
  /** API URL with the parameters of an example. */
  readonly example: string | null;
}

export const GROUPS = ["training", "partners", "alliances", "evidence"] as const;
export type GroupName = (typeof GROUPS)[number];

/** The groups of the server, except that questions that name people are listed with the alliances. */
export function groupOf({ group, returns }: QuestionRow): GroupName {
  if (group === "partners" && returns.some(({ type }) => type === "Person")) {
    return "alliances";
  }
  return GROUPS.find((name) => name === group) ?? "evidence";
}

/** The parameters that a card fills in. */
export function filledIn({ example }: Pick<QuestionRow, "example">): Readonly<Record<string, string>> {
  const query = example?.split("?")[1] ?? "";
  return Object.fromEntries(new URLSearchParams(query));
}

/** Entity ids among the filled-in values; years and choices are not ids. */
export function idsIn(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.values(values).filter((value) => /^[a-z]+:[\w.-]+$/.test(value));
}

/** The cards of each group, in server order. */
export function grouped(questions: readonly QuestionRow[]): ReadonlyMap<GroupName, readonly QuestionRow[]> {
  return new Map(GROUPS.map((name) => [name, questions.filter((question) => groupOf(question) === name)]));
}
