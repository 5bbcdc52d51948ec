// Names in the language of the page. In Chinese: the Chinese name, else the working translation, marked, else the other name, marked.
// Never a bare id.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { originTexts } from "@/shared/origin/texts.ts";

export type Named = Pick<Ref, "name"> & Partial<Pick<Ref, "name_zh" | "gloss_zh" | "kind">>;

/** The fields that a name needs, for `select`. */
export const NAME_FIELDS = "name,name_zh,gloss_zh";

export interface ShownName {
  readonly text: string;
  /** The text is in the other language. */
  readonly other: boolean;
  /** The text is a working translation, which no source states. */
  readonly gloss: boolean;
}

/** The displayed name and what marks it needs. Where no element can carry a mark, use `labelIn`. */
export function nameIn(lang: Lang, thing: Named): ShownName {
  if (lang === "en") {
    return { text: thing.name, other: false, gloss: false };
  }
  const name = thing.name_zh ?? null;
  const gloss = thing.gloss_zh ?? null;
  return { text: name ?? gloss ?? thing.name, other: name === null && gloss === null, gloss: name === null && gloss !== null };
}

/** The displayed name as plain text, for labels in pictures, fields and sentences. A working translation carries its mark. */
export function labelIn(lang: Lang, thing: Named): string {
  const { text, gloss } = nameIn(lang, thing);
  return gloss ? `${text}（译）` : text;
}

interface NameProps {
  readonly of: Named;
  /** Displays the text in another way, such as with search words highlighted. */
  readonly show?: (text: string) => ReactNode;
}

export function Name({ of, show = (text) => text }: NameProps): ReactNode {
  const lang = useLang();
  const t = useTexts(originTexts);
  const { text, other, gloss } = nameIn(lang, of);
  return (
    <>
      <span lang={other ? "en" : lang}>{show(text)}</span>
      {other && (
        <abbr className="fallback" title={t("otherLanguage")}>
          EN
        </abbr>
      )}
      {gloss && <GlossMark />}
      {of.kind === "unnamed group" && <span className="unnamed">{t("unnamed")}</span>}
    </>
  );
}

/** The mark of a working translation. */
export function GlossMark(): ReactNode {
  const t = useTexts(originTexts);
  return (
    <abbr className="fallback gloss" title={t("gloss")}>
      译
    </abbr>
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
