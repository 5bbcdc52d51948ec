// What a reported figure covers, in the language of the page.

import type { ReactNode } from "react";

import { useLang, type Lang } from "@/shared/i18n/texts.ts";

type Covering = Readonly<Record<string, unknown>>;

/** The scope in Chinese if the row has it, else as recorded in English. */
export function scopeIn(lang: Lang, of: Covering): { readonly text: string; readonly lang: Lang } {
  const { scope, scope_zh: chinese } = of;
  return lang === "zh" && typeof chinese === "string" && chinese !== scope
    ? { text: chinese, lang: "zh" }
    : { text: typeof scope === "string" ? scope : "", lang: "en" };
}

export function Scope({ of }: { readonly of: Covering }): ReactNode {
  const shown = scopeIn(useLang(), of);
  return <span lang={shown.lang}>{shown.text}</span>;
}
