// Words in rows and keys of measures; other words are those of parameters or of the model.

import type { Lang } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";
import { choiceName } from "@/shared/params/words.ts";

/** Words in keys and rows, separate from units: a word can be both. */
export function wordOfKey(lang: Lang, word: string): string {
  const label = labels().rows.keys.get(word);
  return label === undefined ? choiceName(lang, word) : inWords(lang, label);
}

/** A word of a row or a unit in the language of the page. */
export function said(lang: Lang, word: string): string {
  const label = labels().rows.units.get(word);
  return label === undefined ? wordOfKey(lang, word) : inWords(lang, label);
}
