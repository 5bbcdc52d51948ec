// Labels of properties and of their values in both languages. Free text of sources is not translated.

import type { Lang } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";

import { plain } from "./kinds.ts";

/** A property of a type, where its words have a meaning of their own. */
export interface PropertyOf {
  readonly type: string;
  readonly name: string;
}

/** A vocabulary value in the language of the page; other texts unchanged. */
export function wordIn(lang: Lang, value: string, of?: PropertyOf): string {
  const own = of === undefined ? undefined : labels().properties.get(`${of.type}.${of.name}`);
  const label = own?.values.find(({ name }) => name === value) ?? labels().values.get(value);
  return label === undefined ? value : inWords(lang, label);
}

/** Label of a metric; an unknown metric is shown without underscores. */
export function metricName(lang: Lang, metric: string): string {
  const name = plain(metric);
  if (lang === "zh") {
    const known = ["Claim", "Observation"].flatMap((type) => labels().properties.get(`${type}.metric`)?.values ?? []);
    return known.find((label) => label.name === metric)?.label_zh ?? name;
  }
  return capital(name);
}

/** Label of a field of an entity or a relationship; without a type, the usual label of the name. */
export function fieldName(lang: Lang, name: string, type?: string): string {
  const label = labels().properties.get(`${type ?? ""}.${name}`) ?? labels().fields.get(name);
  return label === undefined ? plain(name) : inWords(lang, label);
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
