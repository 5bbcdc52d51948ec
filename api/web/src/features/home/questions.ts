// Question cards: their groups, and the links with the example filled in.

export interface QuestionRow {
  readonly name: string;
  readonly title: string;
  readonly title_zh: string;
  readonly group: string;
  /** API URL with the parameters of an example. */
  readonly example: string | null;
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
