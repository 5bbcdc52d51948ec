// A figure of a measure: its value or the reason for its absence, with a link to its rows.

import type { ReactNode } from "react";

import type { Origin } from "@/shared/api/types.ts";
import { formatAmount } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { OriginCounts, OriginMark } from "@/shared/origin/origin.tsx";
import { text, useUrl } from "@/shared/url/url.ts";

import { figureTexts } from "./texts.ts";

/** Common columns of a figure; each measure adds its own. */
export interface FigureRow {
  readonly key: string;
  readonly value: number | null;
  readonly unit?: string | null;
  readonly audit: string;
  /** Null if nothing is behind the figure. */
  readonly origin: Origin | null;
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
    <span className={`figure figure-${of.origin ?? "none"}`}>
      {of.value === null ? (
        <span className="refused" title={inLang(lang, of.refused, of.refused_zh)}>
          {t("refused")}
        </span>
      ) : (
        <b>{formatAmount(of.value, of.unit ?? unit, lang)}</b>
      )}{" "}
      <FigureOrigin of={of} />{" "}
      {of.origin !== null && (
        <button type="button" className="chip" onClick={() => change({ audit: of.audit })}>
          {t("audit")}
        </button>
      )}
      {of.refused !== null && <span className="why">{inLang(lang, of.refused, of.refused_zh)}</span>}
    </span>
  );
}

/** The origin of a figure; where real and simulated rows are mixed, the number of each. */
export function FigureOrigin({ of }: { readonly of: FigureRow }): ReactNode {
  const counts = rowsByOrigin(of);
  return (counts["simulated"] ?? 0) > 0 && Object.values(counts).filter((count) => count > 0).length > 1 ? (
    <OriginCounts counts={counts} />
  ) : (
    <OriginMark origin={of.origin} />
  );
}

/** The rows behind a figure by origin, if the measure counts them (`rows_documented`, `rows_inferred`, `rows_simulated`). */
export function rowsByOrigin(of: FigureRow): Readonly<Record<string, number>> {
  return Object.fromEntries(
    (["documented", "inferred", "simulated"] as const).flatMap((origin) => {
      const count = of[`rows_${origin}`];
      return typeof count === "number" ? [[origin, count]] : [];
    }),
  );
}
