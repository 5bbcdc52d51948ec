// Requests and responses of the edits API (docs/editing.md).

/** Where a statement comes from: a source with its place, or a reason. */
export interface Evidence {
  readonly source: string;
  readonly quote: string;
  readonly locator: string;
  readonly reason: string;
}

export type Edit = Evidence &
  (
    | { readonly do: "set"; readonly row: string; readonly property: string; readonly value: string }
    | { readonly do: "add"; readonly type: string; readonly values: Readonly<Record<string, string>> }
  );

/** A draft as the list of drafts shows it. */
export interface Draft {
  readonly id: string;
  readonly state: "open" | "returned" | "accepted";
  readonly published: boolean;
  readonly revision: string;
  readonly message: string;
  readonly word: string;
  readonly reviewer: string;
  readonly edits_count: number;
  readonly imports: readonly { readonly id: string; readonly package: string; readonly state: string }[];
  readonly proposed: readonly { readonly who: string; readonly at: string }[];
}
