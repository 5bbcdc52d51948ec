// Measures affected by the changes and not requested yet; a click adds one.

import { type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { Given, useMeasureName } from "./measures.tsx";
import { suggested, withMeasure } from "./model.ts";
import { whatIfTexts } from "./texts.ts";

export function Suggested(): ReactNode {
  const t = useTexts(whatIfTexts);
  const titleOf = useMeasureName();
  const [{ scenario }, change] = useUrl(WHAT_IF);
  const suggestions = suggested(scenario);
  return suggestions.length === 0 ? null : (
    <>
      <h4>{t("suggested")}</h4>
      <ul className="plan-measures">
        {suggestions.map((one) => (
          <li key={JSON.stringify(one)}>
            <span>
              {titleOf(one.name)} <Given of={one} />
            </span>
            <button
              type="button"
              className="quiet"
              aria-label={t("alsoMeasure", { name: titleOf(one.name) })}
              onClick={() => change({ scenario: withMeasure(scenario, one) })}
            >
              +
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
