// Shapes shared by all responses of the API (docs/api.md); route-specific types come from the generated client.

import type { ColumnItem, MeasureItem, NoteItem, ParamItem, QuestionItem } from "@client/generated/types.gen.ts";

import type { Sent } from "./sent.ts";

export type Origin = "documented" | "reference" | "inferred" | "simulated";
export const ORIGINS: readonly Origin[] = ["documented", "reference", "inferred", "simulated"];

/** An entity as referenced in responses. */
export interface Ref {
  readonly id: string;
  readonly type: string;
  readonly href: string;
  readonly name: string;
  readonly name_zh?: string | null;
  /** Working translation of a name that no source states in Chinese. */
  readonly gloss_zh?: string | null;
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

/** An end of a relationship. Evidence by id has only its id. */
export type End = Partial<Ref> & { readonly id: string };

/** A relationship with its evidence. */
export interface Relationship extends Provenance {
  readonly id: string;
  readonly type: string;
  readonly href: string;
  readonly start: End;
  readonly end: End;
  readonly direction?: "in" | "out";
  readonly other?: Ref;
  readonly [name: string]: unknown;
}

export type Note = Sent<NoteItem>;

export interface Meta {
  readonly count: number;
  readonly data_version: string;
  readonly cite?: string | null;
  readonly next_cursor?: string | null;
  readonly origins?: Readonly<Record<Origin, number>>;
  readonly total?: number | null;
  readonly truncated?: boolean;
  /** The day that the requested date stands for. */
  readonly as_of?: string | null;
  /** Number of undated rows, if a date was requested. */
  readonly undated?: unknown;
  readonly notes?: readonly Note[];
  readonly excluded?: Readonly<Record<string, number>>;
  readonly [name: string]: unknown;
}

/** A response: its rows and metadata. */
export interface Answer<R = Row> {
  readonly results: readonly R[];
  readonly meta: Meta;
}

export type Row = Readonly<Record<string, unknown>>;

/** A parameter of a question or a measure. */
export type Param = Omit<Sent<ParamItem>, "default"> & { readonly default: string | number | boolean | null };

/** A column of a question or a measure. */
export type Column = Sent<ColumnItem>;

export function isRef(value: unknown): value is Ref {
  return isRecord(value) && typeof value["href"] === "string" && typeof value["id"] === "string" && typeof value["name"] === "string";
}

export function isRelationship(value: unknown): value is Relationship {
  return isRecord(value) && isRecord(value["start"]) && isRecord(value["end"]) && typeof value["href"] === "string";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Common description of questions and measures. */
export type Declared = Omit<Sent<QuestionItem | MeasureItem>, "params"> & { readonly params: readonly Param[] };
