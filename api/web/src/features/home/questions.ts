// Questions as cards: in which of the groups each stands, and where its card leads, with its example filled in.

import type { Column } from "@/shared/api/types.ts";

export interface QuestionRow {
  readonly name: string;
  readonly title: string;
  readonly title_zh: string;
  readonly group: string;
  readonly returns: readonly Column[];
  /** An address of the API with an example's parameters. */
  readonly example: string | null;
}

export const GROUPS = ["training", "partners", "alliances", "evidence"] as const;
export type GroupName = (typeof GROUPS)[number];

/** The server's groups, except that a question which names people stands with the alliances. */
export function groupOf({ group, returns }: QuestionRow): GroupName {
  if (group === "partners" && returns.some(({ type }) => type === "Person")) {
    return "alliances";
  }
  return GROUPS.find((name) => name === group) ?? "evidence";
}

/** The parameters that a question's card fills in. */
export function filledIn({ example }: Pick<QuestionRow, "example">): Readonly<Record<string, string>> {
  const query = example?.split("?")[1] ?? "";
  return Object.fromEntries(new URLSearchParams(query));
}

/** Ids of things among the filled in values; a year or a word of a list is none. */
export function idsIn(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.values(values).filter((value) => /^[a-z]+:[\w.-]+$/.test(value));
}

/** The cards of each group, in the order of the server. */
export function grouped(questions: readonly QuestionRow[]): ReadonlyMap<GroupName, readonly QuestionRow[]> {
  return new Map(GROUPS.map((name) => [name, questions.filter((question) => groupOf(question) === name)]));
}
