// Origin of a row as a mark that differs in shape and text, not only in colour.

import type { ReactNode } from "react";

import { ORIGINS, type Origin } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { splitByOrigin } from "./split.ts";
import { originTexts } from "./texts.ts";

/** The circle is as full as the fact is firm: full, ring and dot, half, dashed ring. */
export function OriginGlyph({ origin }: { readonly origin: Origin }): ReactNode {
  const ring = { cx: 6, cy: 6, r: 4.4, fill: "none", stroke: "currentColor", strokeWidth: 1.4 };
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true">
      {origin === "documented" && <circle cx="6" cy="6" r="5" fill="currentColor" />}
      {origin === "reference" && (
        <>
          <circle {...ring} />
          <circle cx="6" cy="6" r="1.9" fill="currentColor" />
        </>
      )}
      {origin === "inferred" && (
        <>
          <circle {...ring} />
          <path d="M6 1.6a4.4 4.4 0 0 0 0 8.8z" fill="currentColor" />
        </>
      )}
      {origin === "simulated" && <circle {...ring} strokeDasharray="2 1.55" />}
    </svg>
  );
}

/** The mark of an origin; nothing for a figure without rows, which has no origin. */
export function OriginMark({ origin }: { readonly origin: Origin | null }): ReactNode {
  const t = useTexts(originTexts);
  return origin === null ? null : (
    <span className={`origin origin-${origin}`} title={t(`${origin}About`)}>
      <OriginGlyph origin={origin} />
      {t(origin)}
    </span>
  );
}

/** A count of real entities first, and the simulated ones apart; the two are never added. */
export function RealFirst({ counts }: { readonly counts: Readonly<Record<string, number>> }): ReactNode {
  const t = useTexts(originTexts);
  const lang = useLang();
  const { real, simulated } = splitByOrigin(counts);
  return (
    <>
      <b>{formatNumber(real, lang)}</b>
      {simulated > 0 && (
        <>
          {" "}
          <span className="origin origin-simulated" title={t("simulatedAbout")}>
            <OriginGlyph origin="simulated" />
            {t("simulated")} {formatNumber(simulated, lang)}
          </span>
        </>
      )}
    </>
  );
}

/** Number of rows by origin, without zeros. */
export function OriginCounts({ counts }: { readonly counts: Readonly<Record<string, number>> | undefined }): ReactNode {
  const t = useTexts(originTexts);
  const lang = useLang();
  return (
    <span className="origin-counts">
      {ORIGINS.filter((origin) => (counts?.[origin] ?? 0) > 0).map((origin) => (
        <span key={origin} className={`origin origin-${origin}`} title={t(`${origin}About`)}>
          <OriginGlyph origin={origin} />
          {t(origin)} {formatNumber(counts?.[origin] ?? 0, lang)}
        </span>
      ))}
    </span>
  );
}
