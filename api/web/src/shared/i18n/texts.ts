// Texts in both languages, declared by each feature; a missing text is a type error.

import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

import { remember, remembered } from "@/shared/memory/memory.ts";

export type Lang = "zh" | "en";
export type Values = Record<string, string | number>;
export type Text<K extends string> = (key: K, values?: Values) => string;

export interface Texts<K extends string> {
  readonly namespace: string;
  readonly en: Readonly<Record<K, string>>;
}

void i18next.use(initReactI18next).init({
  lng: "zh",
  fallbackLng: false,
  resources: {},
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

/** A number with the words for one and for several: `[{{count}}:row|rows]` is "row" if the count is 1. */
const PLURAL = /\[([^\][:|]*):([^\][|]*)\|([^\][|]*)\]/g;

/** Selects the words for the numbers in a text. */
export function numbered(text: string): string {
  return text.replace(PLURAL, (_, count: string, one: string, several: string) => (count === "1" ? one : several));
}

/** Declares the texts of a feature; `{{name}}` is replaced by a value passed with the key. */
export function defineTexts<K extends string>(namespace: string, en: Record<K, string>, zh: Record<NoInfer<K>, string>): Texts<K> {
  i18next.addResourceBundle("en", namespace, en);
  i18next.addResourceBundle("zh", namespace, zh);
  return { namespace, en };
}

/** The texts in the language of the page. */
export function useTexts<K extends string>(texts: Texts<K>): Text<K> {
  const { t } = useTranslation(texts.namespace);
  const plain = t as (key: string, values: Values) => string;
  return (key, values) => numbered(plain(key, values ?? {}));
}

/** The language of the page. */
export function useLang(): Lang {
  useTranslation();
  return lang();
}

/** The language of the page, outside components. */
export function lang(): Lang {
  return i18next.language === "en" ? "en" : "zh";
}

export function setLang(lang: Lang): void {
  if (i18next.language !== lang) {
    void i18next.changeLanguage(lang);
  }
  document.documentElement.lang = lang;
}

const REMEMBERED = "alliance-lang";

/** The language used if the URL names none: the one chosen before, else the browser's preferred one. */
export function usualLang(): Lang {
  const chosen = remembered(REMEMBERED, ["zh", "en"]);
  return chosen ?? (navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) ? "zh" : "en");
}

/** Keeps a chosen language for the next visit. */
export function rememberLang(lang: Lang): void {
  remember(REMEMBERED, lang);
}

/** Selects one of two texts of the API (`title`, `title_zh`). */
export function inLang(lang: Lang, en: string | null | undefined, zh: string | null | undefined): string {
  return (lang === "zh" ? (zh ?? en) : (en ?? zh)) ?? "";
}
