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

/** An import as a draft shows it. */
export interface ImportSummary {
  readonly id: string;
  readonly package: string;
  readonly state: "ready" | "undecided" | "invalid";
  readonly who: string;
  readonly at: string;
  readonly files: readonly string[];
  readonly rows: Readonly<Record<string, number>>;
  readonly left_out: number;
  readonly open_count: number;
}

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
  readonly imports: readonly ImportSummary[];
  readonly proposed: readonly { readonly who: string; readonly at: string }[];
}
