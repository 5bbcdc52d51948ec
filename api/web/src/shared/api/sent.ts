// Types of the generated client as the API sends them.

import type {
  Entity as DeclaredEntity,
  Relationship as DeclaredRelationship,
  Thing as DeclaredThing,
} from "@client/generated/types.gen.ts";

import type { Ref, Relationship } from "./types.ts";

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

/**
 * Every field is there, and no part is changed: the client declares fields with a default as optional. Entities and relationships have
 * the types of this page.
 */
export type Sent<T> = T extends unknown ? OneSent<T> : never;

type OneSent<T> =
  Same<T, DeclaredThing> extends true
    ? Ref
    : Same<T, DeclaredEntity> extends true
      ? Ref
      : Same<T, DeclaredRelationship> extends true
        ? Relationship
        : T extends readonly (infer Item)[]
          ? readonly Sent<Item>[]
          : T extends object
            ? { readonly [Name in keyof T]-?: Sent<Exclude<T[Name], undefined>> }
            : T;

/** The same, where some fields of a measure's row are never null: they are null only in a row that is refused. */
export type Known<T, Name extends keyof T> = Sent<Omit<T, Name>> & { readonly [One in Name]-?: Sent<NonNullable<T[One]>> };

/**
 * A row of a question. Only an answer of a date says of a row whether it is undated. Evidence by id has been given its ends and its address
 * (`withEnds`). The explorer requests no further entities (`include`).
 */
export type QuestionRowOf<T> = Sent<Omit<T, "undated" | "evidence" | "included">> & { readonly undated?: boolean } & (T extends {
    evidence?: infer Evidence;
  }
    ? { readonly evidence: Extract<Evidence, readonly unknown[]> extends never ? Relationship : readonly Relationship[] }
    : unknown);
