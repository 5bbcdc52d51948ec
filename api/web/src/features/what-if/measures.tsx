// Measures to compare before and after, each with its parameters.

import type { MeasureItem } from "@client/generated/types.gen.ts";
import type { Wanted } from "@client/generated/types.gen.ts";
import { useState, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Declared, Param } from "@/shared/api/types.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ParamField } from "@/shared/params/form.tsx";
import { choiceName, columnName } from "@/shared/params/words.ts";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { MOST_MEASURES, withMeasure, withoutMeasure } from "./model.ts";
import { Named } from "./named.tsx";
import { whatIfTexts } from "./texts.ts";

export type MeasureInfo = Pick<Declared, "name" | "title" | "title_zh" | "params"> & Pick<MeasureItem, "unit">;

export function useMeasures(): readonly MeasureInfo[] {
  return useAnswer<Answer<MeasureInfo>>("/v1/measures").data?.results ?? [];
}

export function useMeasureName(): (name: string) => string {
  const lang = useLang();
  const measures = useMeasures();
  return (name) => {
    const found = measures.find((measure) => measure.name === name);
    return found === undefined ? name : inLang(lang, found.title, found.title_zh);
  };
}

export function Measures(): ReactNode {
  const t = useTexts(whatIfTexts);
  const titleOf = useMeasureName();
  const [{ scenario }, change] = useUrl(WHAT_IF);
  return (
    <>
      <h3>{t("measures")}</h3>
      <ul className="plan-measures">
        {scenario.measures.map((wanted, index) => (
          <li key={JSON.stringify(wanted)}>
            <span>
              {titleOf(wanted.name)} <Given of={wanted} />
            </span>
            {scenario.measures.length > 1 && (
              <button
                type="button"
                className="quiet"
                aria-label={t("removeMeasure", { name: titleOf(wanted.name) })}
                onClick={() => change({ scenario: withoutMeasure(scenario, index) })}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {scenario.measures.length < MOST_MEASURES && <Adding />}
    </>
  );
}

/** The set parameters of a measure, as text. */
export function Given({ of }: { readonly of: Wanted }): ReactNode {
  const lang = useLang();
  const measures = useMeasures();
  const params = measures.find(({ name }) => name === of.name)?.params ?? [];
  const entries = Object.entries(of.params ?? {});
  return entries.length === 0 ? null : (
    <span className="small">
      {entries.map(([name, value], index) => (
        <span key={name}>
          {index > 0 && " · "}
          {columnName(lang, name)}: <GivenValue value={String(value)} param={params.find((param) => param.name === name)} />
        </span>
      ))}
    </span>
  );
}

function GivenValue({ value, param }: { readonly value: string; readonly param: Param | undefined }): ReactNode {
  const lang = useLang();
  return /^[A-Z]/.test(param?.type ?? "") ? <Named id={value} /> : choiceName(lang, value);
}

function Adding(): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  const measures = useMeasures();
  const [{ scenario }, change] = useUrl(WHAT_IF);
  const [name, choose] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const measure = measures.find((one) => one.name === name);
  const params = measure?.params.filter((param) => param.name !== "limit") ?? [];
  const missing = params.some((param) => param.required && (values[param.name] ?? "") === "");
  const add = (): void => {
    const given = params
      .filter((param) => (values[param.name] ?? "") !== "")
      .map((param) => [param.name, typed(param, values[param.name] ?? "")]);
    change({
      scenario: withMeasure(scenario, {
        name,
        ...(given.length === 0 ? {} : { params: Object.fromEntries(given) as Record<string, unknown> }),
      }),
    });
    choose("");
    setValues({});
  };
  return (
    <details className="adding">
      <summary>{t("addMeasure")}</summary>
      <label>
        {t("measure")}
        <select
          value={name}
          onChange={(event) => {
            choose(event.target.value);
            setValues({});
          }}
        >
          <option value="" />
          {measures.map((one) => (
            <option key={one.name} value={one.name}>
              {inLang(lang, one.title, one.title_zh)}
            </option>
          ))}
        </select>
      </label>
      <div className="params">
        {params.map((param) => (
          <ParamField
            key={param.name}
            param={param}
            value={values[param.name] ?? ""}
            onChange={(value) => setValues({ ...values, [param.name]: value })}
          />
        ))}
      </div>
      <button type="button" disabled={measure === undefined || missing} onClick={add}>
        {t("addMeasure")}
      </button>
    </details>
  );
}

/** A value in scenario format: numeric text becomes a number. */
function typed({ type }: Param, value: string): string | number | boolean {
  return ["int", "float", "percent", "year"].includes(type) ? Number(value) : type === "bool" ? value === "true" : value;
}
