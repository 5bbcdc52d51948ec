// Labels of entity and relationship types in both languages.

import { useLang, type Lang } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";

/** Entity types in the order of the model. */
export function kindOrder(): readonly string[] {
  return [...labels().types.keys()];
}

/** Path segment of a type in lists and pages: School is `schools`; undefined if unknown. */
export function pathOf(type: string): string | undefined {
  return labels().types.get(type)?.path;
}

export function isKind(type: string): boolean {
  return labels().types.has(type);
}

/** Relationship types in the order of the model. */
export function relationOrder(): readonly string[] {
  return [...labels().relationships.keys()];
}

/** Label of an entity type, singular or plural: School, Schools, 学校. */
export function kindName(lang: Lang, type: string, many = false): string {
  const kind = labels().types.get(type);
  return kind === undefined ? type : lang === "en" && many ? kind.many : inWords(lang, kind.label);
}

/** The type of a path segment: `schools` is School; undefined if unknown. */
export function kindOfPath(path: string): string | undefined {
  return kindOrder().find((type) => pathOf(type) === path);
}

/** The type of an id, by its prefix: `county:431021` is a County; undefined if unknown. */
export function kindOfId(id: string): string | undefined {
  const [prefix] = id.split(":");
  return kindOrder().find((type) => labels().types.get(type)?.prefix === prefix);
}

/** Labels of types in the language of the page. */
export function useKind(): (type: string, many?: boolean) => string {
  const lang = useLang();
  return (type, many = false) => kindName(lang, type, many);
}

/** Label of a relationship, from its start or its end. */
export function relationName(lang: Lang, type: string, direction: "out" | "in" = "out"): string {
  const label = labels().relationships.get(type)?.[direction];
  return label === undefined ? plain(type) : inWords(lang, label);
}

/** Fallback for names without a label: replaces underscores. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}
