import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useSimulated } from "@/shared/origin/simulated.tsx";

import { alignmentTexts } from "../texts.ts";

const STEPS = [1, 2, 3, 4, 5] as const;

/** Legend of the shades, the hatching and the stripes. */
export function Legend(): ReactNode {
  const t = useTexts(alignmentTexts);
  const { shown } = useSimulated();
  return (
    <p className="matrix-legend small">
      <span>
        {t("fewer")}{" "}
        {STEPS.map((step) => (
          <i key={step} className={`swatch shade-${step}`} />
        ))}{" "}
        {t("more")}
      </span>
      {shown && (
        <span>
          <i className="swatch swatch-stripes" /> {t("legendSimulated")}
        </span>
      )}
      <span>
        <i className="swatch swatch-hatch" /> {t("legendNone")}
      </span>
      <span>
        <i className="swatch" /> {t("legendZero")}
      </span>
      <span>
        <b>0</b> {t("legendChecked")}
      </span>
      <span>{t("walk")}</span>
    </p>
  );
}
