// Shapes shared by all responses of the API (docs/api.md); route-specific types come from the generated client.

export type Origin = "documented" | "reference" | "inferred" | "simulated";
export const ORIGINS: readonly Origin[] = ["documented", "reference", "inferred", "simulated"];

/** An entity as referenced in responses. */
export interface Ref {
  readonly id: string;
  readonly type: string;
  readonly href: string;
  readonly name: string;
  readonly name_zh?: string | null;
  readonly origin: Origin;
  readonly kind?: string | null;
}

/** Origin of a row. */
export interface Provenance {
  readonly origin: Origin;
  readonly certainty?: string | null;
  readonly sources?: readonly string[];
  readonly quotes?: readonly string[];
  readonly locator?: string | null;
  readonly rule?: string | null;
  readonly note?: string | null;
}

/** An entity with all its properties, by name. */
export type Thing = Ref & Provenance & Readonly<Record<string, unknown>>;

/** A relationship with its evidence. */
export interface Relationship extends Provenance {
  readonly id: string;
  readonly type: string;
  readonly href: string;
  readonly start: string;
  readonly end: string;
  readonly direction?: "in" | "out";
  readonly other?: Ref;
  readonly [name: string]: unknown;
}

export interface Note {
  readonly text: string;
  readonly text_zh: string;
}

export interface Meta {
  readonly count: number;
  readonly data_version: string;
  readonly cite?: string | null;
  readonly next_cursor?: string | null;
  readonly origins?: Readonly<Record<Origin, number>>;
  readonly total?: number | null;
  readonly truncated?: boolean;
  /** Number of undated rows, if a date was requested. */
  readonly undated?: unknown;
  readonly notes?: readonly Note[];
  readonly left_out?: Readonly<Record<string, number>>;
  readonly [name: string]: unknown;
}

/** A response: its rows and metadata. */
export interface Answer<R = Row> {
  readonly results: readonly R[];
  readonly meta: Meta;
}

export type Row = Readonly<Record<string, unknown>>;

/** A parameter of a question or a measure. */
export interface Param {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: string | number | boolean | null;
  readonly choices: readonly string[];
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly help: string;
  readonly help_zh: string;
}

/** A column of a question or a measure. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly many: boolean;
  readonly optional: boolean;
}

export function isRef(value: unknown): value is Ref {
  return isRecord(value) && typeof value["href"] === "string" && typeof value["id"] === "string" && typeof value["name"] === "string";
}

export function isRelationship(value: unknown): value is Relationship {
  return isRecord(value) && typeof value["start"] === "string" && typeof value["end"] === "string" && typeof value["href"] === "string";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Common description of questions and measures. */
export interface Declared {
  readonly name: string;
  readonly title: string;
  readonly title_zh: string;
  readonly about: string;
  readonly about_zh: string;
  readonly group: string;
  readonly params: readonly Param[];
  readonly returns: readonly Column[];
  readonly href: string;
  readonly example: string;
}
