// Filters for candidates, and the weight of each reason.

import { useState, type ReactNode } from "react";

import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingPicker } from "@/shared/params/picker.tsx";
import { useUrl } from "@/shared/url/url.ts";

import { useReason } from "@/shared/figures/reasons.ts";
import { Settling, useSettling } from "./settling.tsx";
import { KINDS, STATE, topOf, TOPS } from "./state.ts";
import { partnersTexts } from "./texts.ts";
import { COUNTER, formatWeights, parseWeights, reach, type Weights } from "./weights.ts";

const KIND_TEXTS = { both: "both", school: "schoolOnly", enterprise: "enterpriseOnly" } as const;

export function Filters(): ReactNode {
  const t = useTexts(partnersTexts);
  const [it, change] = useUrl(STATE);
  const { in_county: county, only, places } = it;
  const top = topOf(it);
  return (
    <section className="panel" aria-label={t("where")}>
      <ThingPicker value={county} types={["County"]} label={t("where")} onPick={(id) => change({ in_county: id })} />
      <div className="param">
        <label htmlFor="only">{t("kind")}</label>
        <select id="only" value={only} onChange={(event) => change({ only: KINDS.find((one) => one === event.target.value) ?? "both" })}>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(KIND_TEXTS[one])}
            </option>
          ))}
        </select>
      </div>
      <div className="param">
        <label htmlFor="top">{t("top")}</label>
        <select id="top" value={top} onChange={(event) => change({ top: Number(event.target.value) })}>
          {[...new Set([...TOPS, top])].map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </div>
      <Settling
        label={t("places")}
        value={places}
        type="number"
        help={t("placesAbout")}
        onSettle={(value) => change({ places: value }, { replace: true })}
      />
    </section>
  );
}

/** Sliders for the weights used in the response, overridden by those in the URL. */
export function WeightSliders({ held }: { readonly held: Weights }): ReactNode {
  const t = useTexts(partnersTexts);
  const [{ weights: text }, change] = useUrl(STATE);
  const set = parseWeights(text);
  // On a phone the candidates come first.
  const [wide] = useState(() => window.matchMedia("(min-width: 981px)").matches);
  const names = Object.keys(held);
  const settle = (name: string, weight: number): void => change({ weights: formatWeights({ ...set, [name]: weight }) }, { replace: true });
  const sliders = (some: readonly string[]): ReactNode =>
    some.map((name) => (
      <Slider
        key={name}
        name={name}
        weight={set[name] ?? held[name] ?? 0}
        changed={name in set}
        settle={(weight) => settle(name, weight)}
      />
    ));
  return (
    <details className="weights" open={wide}>
      <summary>{t("weights")}</summary>
      <p className="small">{t("weightsAbout")}</p>
      <h3>{t("pro")}</h3>
      {sliders(names.filter((name) => !COUNTER.includes(name)))}
      <h3>{t("contra")}</h3>
      {sliders(names.filter((name) => COUNTER.includes(name)))}
      {text !== "" && (
        <button type="button" onClick={() => change({ weights: "" })}>
          {t("weightsReset")}
        </button>
      )}
    </details>
  );
}

interface SliderProps {
  readonly name: string;
  readonly weight: number;
  readonly changed: boolean;
  readonly settle: (weight: number) => void;
}

function Slider({ name, weight, changed, settle }: SliderProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const reason = useReason();
  const [draft, setDraft] = useSettling(weight, settle);
  const [least, most] = reach(name, weight);
  return (
    <label className={changed ? "slider changed" : "slider"}>
      <span className="slider-name">
        <span className={`reason-mark reason-${name}`} aria-hidden="true" /> {reason(name)}
        {changed && <span className="visually-hidden"> ({t("changed")})</span>}
      </span>
      <input type="range" min={least} max={most} step={0.1} value={draft} onChange={(event) => setDraft(Number(event.target.value))} />
      <output>{formatNumber(draft, lang, 2)}</output>
    </label>
  );
}
