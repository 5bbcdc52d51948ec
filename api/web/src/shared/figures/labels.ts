// Subject of a figure as text. Its key contains entity ids and choices, separated by "|".

import { isRef, type Ref } from "@/shared/api/types.ts";
import type { Lang } from "@/shared/i18n/texts.ts";
import { nameIn } from "@/shared/names/names.tsx";
import { columnName } from "@/shared/params/words.ts";

import { wordOfKey } from "./words.ts";

/** Words that occur only in keys: English, Chinese. */
const KEY_WORDS: Readonly<Record<string, readonly [string, string]>> = {
  gap: ["gap", "缺口"],
  surplus: ["outside the priorities", "优先之外"],
  "no sector": ["no sector", "不对应产业领域"],
  difference: ["difference", "总变化"],
  changed: ["changed", "变更"],
  rest: ["rest", "其余"],
};

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
    return nameIn(lang, thing).text;
  }
  const word = Object.hasOwn(KEY_WORDS, part) ? KEY_WORDS[part] : undefined;
  if (word !== undefined) {
    return word[lang === "zh" ? 1 : 0];
  }
  const choice = wordOfKey(lang, part);
  return choice === part && !isId(part) && !/\d/.test(part) ? columnName(lang, part) : choice;
}

export function keyLabel(lang: Lang, key: string, things: ReadonlyMap<string, Ref>): string {
  return keyParts(key)
    .map((part) => partLabel(lang, part, things))
    .join(" · ");
}
