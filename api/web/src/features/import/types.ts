// Reports of imports, as the API sends them (docs/editing.md).

export interface Column {
  readonly sheet: string;
  /** Letters of the column. */
  readonly column: string;
  readonly header: string;
  /** What the column becomes; empty if it is not read. */
  readonly meaning: string;
  readonly reason: string;
  readonly reason_zh: string;
  /** Whether a person has chosen the meaning. */
  readonly chosen: boolean;
  readonly samples: readonly string[];
}

export interface Option {
  readonly id: string;
  readonly name: string;
  /** Name of the loaded package; empty for a name of the file. */
  readonly package: string;
  readonly reason: "same-name" | "legal-form" | "contains" | "one-character";
  /** Similarity in percent. */
  readonly score: number;
}

export interface NameToDecide {
  readonly type: string;
  readonly name: string;
  readonly decision: string;
  readonly decided_by: string;
  readonly cell: string;
  readonly options: readonly Option[];
}

export interface Finding {
  readonly kind: string;
  readonly count: number;
  readonly examples: readonly { readonly cell: string; readonly value: string; readonly detail: string; readonly hint: string }[];
}

export interface Problem {
  readonly kind: string;
  readonly count: number;
  readonly examples: readonly {
    readonly where: string;
    readonly value: string;
    readonly detail: string;
    readonly detail_zh: string;
    readonly hint: string;
    readonly hint_zh: string;
  }[];
}

export interface Check {
  readonly problem_count: number;
  readonly problems: readonly Problem[];
  readonly warning_count: number;
  readonly warnings: readonly Problem[];
}

export interface Report {
  readonly id: string;
  readonly package: string;
  readonly state: "ready" | "undecided" | "invalid";
  readonly draft: string;
  readonly mapping: string;
  readonly mapping_from: "given" | "shipped" | "package" | "guessed";
  readonly remarks: readonly string[];
  readonly remarks_zh: readonly string[];
  readonly columns: readonly Column[];
  /** Everything that a column can become. */
  readonly meanings: readonly string[];
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly rows: Readonly<Record<string, number>>;
  readonly left_out: number;
  readonly findings: readonly Finding[];
  /** Numbers of rows that were left out, by sheet and reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly unused: readonly string[];
  readonly notes: readonly string[];
  readonly open_count: number;
  readonly open: readonly NameToDecide[];
  readonly decided: readonly NameToDecide[];
  readonly check: Check | null;
}
