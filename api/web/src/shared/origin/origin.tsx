// Origin of a row as a mark that differs in shape and text, not only in colour.

import type { ReactNode } from "react";

import { ORIGINS, type Origin } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { originTexts } from "./texts.ts";

export function OriginMark({ origin }: { readonly origin: Origin }): ReactNode {
  const t = useTexts(originTexts);
  return (
    <span className={`origin origin-${origin}`} title={t(`${origin}About`)}>
      {t(origin)}
    </span>
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
          {t(origin)} {formatNumber(counts?.[origin] ?? 0, lang)}
        </span>
      ))}
    </span>
  );
}
