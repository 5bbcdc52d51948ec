import type { ReactNode } from "react";

import { formatAmount } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { useSimulated } from "@/shared/origin/simulated.tsx";

import { scaleOf, STEPS, type Shaded } from "./shades.ts";
import { countyTexts } from "./texts.ts";

/** Legend of the shades and the hatching. */
export function Legend({ shaded, unit }: { readonly shaded: ReadonlyMap<string, Shaded>; readonly unit: string }): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  const scale = scaleOf([...shaded.values()].flatMap(({ value }) => (value === null ? [] : [value])));
  const { shown } = useSimulated();
  return (
    <p className="tiles-legend small">
      {scale !== undefined && (
        <span>
          {formatAmount(scale.least, unit, lang)}{" "}
          {Array.from({ length: STEPS }, (_, index) => (
            <i key={index} className={`swatch shade-${index + 1}`} />
          ))}{" "}
          {formatAmount(scale.most, unit, lang)}
        </span>
      )}
      <span>
        <i className="swatch swatch-hatch" /> {t("legendNoData")}
      </span>
      <span>
        <i className="swatch swatch-refused" /> {t("refused")}
      </span>
      <span>
        <i className="swatch" /> {t("legendChecked")}
      </span>
      {shown && (
        <span>
          <i className="swatch swatch-stripes" /> <OriginMark origin="simulated" />
        </span>
      )}
      <span>{t("walk")}</span>
    </p>
  );
}
