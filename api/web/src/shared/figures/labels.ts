// Subject of a figure as text. Its key contains entity ids and choices, separated by "|".

import { isRef, type Ref } from "@/shared/api/types.ts";
import type { Lang } from "@/shared/i18n/texts.ts";
import { labels } from "@/shared/labels/labels.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { capital } from "@/shared/names/words.ts";
import { columnName } from "@/shared/params/words.ts";

import { wordOfKey } from "./words.ts";

/** The parts of a key. */
export function keyParts(key: string): readonly string[] {
  return key.split("|").filter((part) => part !== "");
}

/** Whether a part of a key is an entity id. */
export function isId(part: string): boolean {
  return /^[a-z]+:\S+$/.test(part);
}

/** The entities of a row, by id. */
export function thingsOf(row: Readonly<Record<string, unknown>>): ReadonlyMap<string, Ref> {
  const refs = Object.values(row).flat().filter(isRef);
  return new Map(refs.map((thing) => [thing.id, thing]));
}

/** A part as text: the name of the entity, or the label of a choice or a column. */
export function partLabel(lang: Lang, part: string, things: ReadonlyMap<string, Ref>): string {
  const thing = things.get(part) ?? [...things.values()].find(({ id }) => id.endsWith(`:${part}`));
  if (thing !== undefined) {
    return labelIn(lang, thing);
  }
  const choice = wordOfKey(lang, part);
  const known = labels().rows.keys.has(part) || isId(part) || /\d/.test(part);
  return choice === part && !known ? columnName(lang, part) : choice;
}

export function keyLabel(lang: Lang, key: string, things: ReadonlyMap<string, Ref>): string {
  const parts = keyParts(key).map((part) => partLabel(lang, part, things));
  return capital(parts.join(" · "));
}
