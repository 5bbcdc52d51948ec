// Pure parts of the step about columns: columns by sheet, the meanings that were chosen, and rows that were left out by reason.

import type { Column, Report } from "./types.ts";

/** Meanings by sheet and by the letters of the column, as the API takes them. An empty meaning leaves the column out. */
export type Chosen = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function bySheet(columns: readonly Column[]): ReadonlyMap<string, readonly Column[]> {
  return grouped(columns, ({ sheet }) => sheet);
}

/** The meanings that were chosen earlier, and those that are chosen now, by `columnKey`. */
export function chosenColumns(columns: readonly Column[], now: Readonly<Record<string, string>>): Chosen {
  const made: Record<string, Record<string, string>> = {};
  for (const column of columns) {
    const meaning = now[columnKey(column)] ?? (column.chosen ? column.meaning : undefined);
    if (meaning !== undefined) {
      (made[column.sheet] ??= {})[column.column] = meaning;
    }
  }
  return made;
}

export function columnKey({ sheet, column }: Pick<Column, "sheet" | "column">): string {
  return `${sheet}!${column}`;
}

/** Meanings by what they are about: `school` has `school.name` and `school.code`. */
export function byOwner(meanings: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return grouped(meanings, (meaning) => meaning.split(".")[0] ?? "");
}

function grouped<T>(items: readonly T[], groupOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  }
  return groups;
}

export interface LeftOutRows {
  readonly sheet: string;
  readonly reason: string;
  readonly count: number;
}

/** Rows that were left out; the report names them `sheet: reason`. */
export function leftOutRows(skipped: Report["skipped"]): readonly LeftOutRows[] {
  return Object.entries(skipped).map(([text, count]) => {
    const at = text.lastIndexOf(": ");
    return { sheet: text.slice(0, Math.max(at, 0)), reason: text.slice(at === -1 ? 0 : at + 2), count };
  });
}

/** The package name that a file name suggests: Latin letters and digits without a year; empty if there are none. */
export function suggestedName(file: string): string {
  const stem = file.replace(/\.[^.]*$/, "");
  // Names in other scripts give no package name.
  return /^[\x00-\x7f]*$/.test(stem)
    ? stem
        .toLowerCase()
        .replaceAll(/(?:19|20)\d\d/g, "")
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replaceAll(/^-+|-+$/g, "")
        .slice(0, 60)
    : "";
}
