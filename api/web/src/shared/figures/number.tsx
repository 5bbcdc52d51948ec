// A figure in a table or a sentence: a click on the number opens its rows.

import type { ReactNode } from "react";

import { formatAmount } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useUrl } from "@/shared/url/url.ts";

import { AUDIT, type FigureRow } from "./figure.tsx";
import { figureTexts } from "./texts.ts";

interface FigureNumberProps {
  readonly of: FigureRow;
  readonly unit?: string;
  /** Shown instead of the number. */
  readonly children?: ReactNode;
}

export function FigureNumber({ of, unit, children }: FigureNumberProps): ReactNode {
  const t = useTexts(figureTexts);
  const lang = useLang();
  const [, change] = useUrl(AUDIT);
  const why = inLang(lang, of.refused, of.refused_zh);
  const shown = children ?? (of.value === null ? t("refused") : formatAmount(of.value, unit, lang));
  return (
    <button
      type="button"
      className={`quiet figure-number figure-${of.origin ?? "none"}`}
      title={why === "" ? t("audit") : why}
      onClick={() => change({ audit: of.audit })}
    >
      {shown}
    </button>
  );
}
