// The schema as returned by /v1/schema.

export interface SchemaProperty {
  readonly name: string;
  readonly type: string;
  readonly used: number;
  readonly indexed: boolean;
  readonly about: string;
  readonly about_zh: string;
  readonly choices: readonly string[];
}

export interface SchemaLabel {
  readonly label: string;
  readonly title: string;
  readonly title_zh: string;
  readonly count: number;
  readonly properties: readonly SchemaProperty[];
  readonly examples: readonly string[];
}

export interface SchemaType {
  readonly type: string;
  readonly title: string;
  readonly title_zh: string;
  readonly count: number;
  readonly properties: readonly SchemaProperty[];
  readonly patterns: readonly {
    readonly start: string;
    readonly end: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
}

export interface Schema {
  readonly labels: readonly SchemaLabel[];
  readonly relationships: readonly SchemaType[];
  readonly search: { readonly index: string; readonly label: string; readonly examples: readonly string[] };
}
