// Labels of columns, parameters and choices of questions and measures in both languages.

import type { Lang } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";
import { capital, fieldName, wordIn } from "@/shared/names/words.ts";

/** Label of a column or a parameter; an unknown one is shown without underscores. */
export function columnName(lang: Lang, name: string): string {
  const label = labels().rows.columns.get(name);
  return capital(label === undefined ? fieldName(lang, name) : inWords(lang, label));
}

/** Label of a choice. */
export function choiceName(lang: Lang, choice: string): string {
  const label = labels().rows.choices.get(choice);
  return label === undefined ? wordIn(lang, choice) : inWords(lang, label);
}
