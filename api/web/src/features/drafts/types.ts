import type { Difference } from "@/shared/changes/differences.tsx";

export interface Draft {
  readonly id: string;
  readonly state: "open" | "returned" | "accepted";
  readonly published: boolean;
  readonly revision: string;
  readonly message: string;
  readonly word: string;
  readonly edits_count: number;
  readonly imports: readonly { readonly id: string; readonly package: string; readonly state: string }[];
  readonly proposed: readonly { readonly who: string; readonly at: string }[];
}

export interface Detail extends Draft {
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
