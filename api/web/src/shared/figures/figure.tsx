// A figure of a measure: its value or the reason for its absence, with a link to its rows.

import type { ReactNode } from "react";

import type { Origin } from "@/shared/api/types.ts";
import { formatAmount } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { text, useUrl } from "@/shared/url/url.ts";

import { figureTexts } from "./texts.ts";

/** Common columns of a figure; each measure adds its own. */
export interface FigureRow {
  readonly key: string;
  readonly value: number | null;
  readonly unit?: string | null;
  readonly audit: string;
  readonly origin: Origin;
  readonly refused: string | null;
  readonly refused_zh: string | null;
  readonly [name: string]: unknown;
}

/** The open audit in the URL: the path of the API. */
export const AUDIT = { audit: text() };

export function FigureValue({ of, unit }: { readonly of: FigureRow; readonly unit?: string | null }): ReactNode {
  const t = useTexts(figureTexts);
  const lang = useLang();
  const [, change] = useUrl(AUDIT);
  return (
    <span className={`figure figure-${of.origin}`}>
      {of.value === null ? (
        <span className="refused" title={inLang(lang, of.refused, of.refused_zh)}>
          {t("refused")}
        </span>
      ) : (
        <b>{formatAmount(of.value, of.unit ?? unit, lang)}</b>
      )}{" "}
      <OriginMark origin={of.origin} />{" "}
      <button type="button" className="chip" onClick={() => change({ audit: of.audit })}>
        {t("audit")}
      </button>
      {of.refused !== null && <span className="why">{inLang(lang, of.refused, of.refused_zh)}</span>}
    </span>
  );
}
