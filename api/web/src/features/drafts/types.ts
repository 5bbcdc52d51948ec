import type { Difference } from "@/shared/changes/differences.tsx";
import { valuesOf } from "@/shared/changes/rows.ts";
import type { Draft } from "@/shared/editing/types.ts";

export type { Draft };

/** An edit as the draft keeps it (docs/editing.md, the files). */
export interface StoredEdit {
  readonly edit: string;
  readonly action: "set" | "add" | "remove" | "rename" | "same_as" | "undo";
  readonly type: string;
  readonly row: string;
  readonly property: string;
  readonly old: string;
  readonly new: string;
  readonly source: string;
  readonly quote: string;
  readonly locator: string;
  readonly reason: string;
}

export interface Detail extends Draft {
  readonly edits: readonly StoredEdit[];
  readonly conflict?: string;
  readonly changes?: readonly {
    readonly change: Difference["change"];
    readonly type: string;
    readonly property: string;
    readonly count: number;
    readonly examples: readonly Difference[];
  }[];
  readonly figures?: readonly { readonly name: string; readonly of: string; readonly before: number; readonly after: number }[];
}

/** The state of a draft, with published drafts apart from those that are only accepted. */
export function stateOf(draft: Draft): Draft["state"] | "published" {
  return draft.published ? "published" : draft.state;
}

/** Names of the entities that these edits add, by id. */
export function addedNames(edits: readonly StoredEdit[]): ReadonlyMap<string, string> {
  return new Map(
    edits
      .filter(({ action }) => action === "add")
      .flatMap(({ row, new: text }) => valuesOf(text).flatMap(([name, value]) => (name === "name" ? [[row, value] as const] : []))),
  );
}

/** What can be decided comes first, then what can be published; within each, the newest first. */
const ORDER: readonly ReturnType<typeof stateOf>[] = ["open", "accepted", "returned", "published"];

export function inOrder(drafts: readonly Draft[]): readonly Draft[] {
  return drafts.toReversed().toSorted((a, b) => ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)));
}
