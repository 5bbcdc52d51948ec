// Names in the language of the page; if missing, the other name, marked. Never a bare id.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { originTexts } from "@/shared/origin/texts.ts";

export type Named = Pick<Ref, "name"> & Partial<Pick<Ref, "name_zh" | "kind">>;

/** The displayed name, and whether it is in the other language. */
export function nameIn(lang: Lang, thing: Named): { readonly text: string; readonly other: boolean } {
  const chinese = thing.name_zh ?? null;
  return lang === "zh" ? { text: chinese ?? thing.name, other: chinese === null } : { text: thing.name, other: false };
}

export function Name({ of }: { readonly of: Named }): ReactNode {
  const lang = useLang();
  const t = useTexts(originTexts);
  const { text, other } = nameIn(lang, of);
  return (
    <>
      <span lang={other ? "en" : lang}>{text}</span>
      {other && (
        <abbr className="fallback" title={t("otherLanguage")}>
          EN
        </abbr>
      )}
      {of.kind === "unnamed group" && <span className="unnamed">{t("unnamed")}</span>}
    </>
  );
}

/** Page URL of an entity: the API path without its version. */
export function pageOf(href: string): string {
  return href.replace(/^\/v1/, "");
}

export function ThingLink({ of, children }: { readonly of: Ref; readonly children?: ReactNode }): ReactNode {
  return (
    <Link to={pageOf(of.href)} className={`thing thing-${of.origin}`}>
      {children ?? <Name of={of} />}
    </Link>
  );
}
