// Parameter form of a question or a measure: each field by its declared type, all state in the URL.

import { useId, useState, type ReactNode } from "react";

import type { Param } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useChangeSearch, useRawSearch, type Search } from "@/shared/url/url.ts";

import "./params.css";
import { ThingsPicker } from "./many.tsx";
import { ThingPicker } from "./picker.tsx";
import { paramTexts } from "./texts.ts";
import { limits, listTypes, thingTypes, written } from "./values.ts";
import { choiceName } from "./words.ts";

interface ParamFormProps {
  readonly params: readonly Param[];
  /** Parameters that the page edits in another way. */
  readonly except?: readonly string[];
  /** Other URL values that a change resets. */
  readonly resets?: readonly string[];
}

export function ParamForm({ params, except = [], resets = [] }: ParamFormProps): ReactNode {
  const t = useTexts(paramTexts);
  const search = useRawSearch();
  const change = useChangeSearch();
  const shown = params.filter((param) => !except.includes(param.name));
  const cleared = Object.fromEntries(resets.map((name) => [name, undefined]));
  const touched = shown.some((param) => !param.required && search[param.name] !== undefined);
  const reset = (): void => {
    const optional = shown.filter((param) => !param.required).map((param) => [param.name, undefined]);
    change({ ...cleared, ...(Object.fromEntries(optional) as Search) });
  };
  return (
    <div className="params" role="group" aria-label={t("parameters")}>
      {shown.map((param) => (
        <ParamField
          key={param.name}
          param={param}
          value={search[param.name] ?? ""}
          onChange={(value) => change({ ...cleared, [param.name]: written(param, value) })}
        />
      ))}
      {touched && (
        <div className="param reset">
          <button type="button" className="quiet" onClick={reset}>
            {t("reset")}
          </button>
        </div>
      )}
    </div>
  );
}

export interface FieldProps {
  readonly param: Param;
  /** The value in the URL; empty for the default. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One parameter by type: an entity, several entities, a choice, yes or no, a number or a text. */
export function ParamField(props: FieldProps): ReactNode {
  const { param, value, onChange } = props;
  const lang = useLang();
  const label = inLang(lang, param.label, param.label_zh);
  const types = thingTypes(param);
  const list = listTypes(param);
  const help = sentence(inLang(lang, param.help, param.help_zh));
  if (types !== undefined) {
    return <ThingPicker value={value} types={types} onPick={onChange} label={label} required={param.required} help={help} />;
  }
  if (list !== undefined) {
    const ids = value === "" || value === "all" ? [] : value.split(",");
    return <ThingsPicker values={ids} types={list} onPick={(next) => onChange(next.join(","))} label={label} />;
  }
  return <PlainField {...props} label={label} help={help} />;
}

/** Removes the full stop of a short help text below a field. */
function sentence(text: string): string {
  return text.replace(/[.。]$/, "");
}

interface PlainProps extends FieldProps {
  readonly label: string;
  readonly help: string;
}

function PlainField(props: PlainProps): ReactNode {
  const { param, value, label, help } = props;
  const id = useId();
  const fields = { ...props, id };
  const field =
    param.choices.length > 0 ? (
      <Choice {...fields} />
    ) : param.type === "bool" ? (
      <YesNo {...fields} />
    ) : ["int", "float", "year", "percent"].includes(param.type) ? (
      <NumberField key={value} {...fields} />
    ) : (
      <TextField key={value} {...fields} />
    );
  return (
    <div className="param">
      <label htmlFor={id}>{label}</label>
      {field}
      <small id={`${id}-help`} className="small">
        {help}
      </small>
    </div>
  );
}

interface WithId extends PlainProps {
  readonly id: string;
}

function Choice({ id, param, value, onChange }: WithId): ReactNode {
  const t = useTexts(paramTexts);
  const lang = useLang();
  const initial = String(param.default ?? "");
  return (
    <select
      id={id}
      aria-describedby={`${id}-help`}
      value={value === "" ? initial : value}
      onChange={(event) => onChange(event.target.value)}
    >
      {initial === "" && <option value="">{t("any")}</option>}
      {param.choices.map((choice) => (
        <option key={choice} value={choice}>
          {choiceName(lang, choice)}
        </option>
      ))}
    </select>
  );
}

function YesNo({ id, param, value, onChange }: WithId): ReactNode {
  const t = useTexts(paramTexts);
  const now = value === "" ? String(param.default ?? "") : value;
  return (
    <select id={id} aria-describedby={`${id}-help`} value={now} onChange={(event) => onChange(event.target.value)}>
      {param.default === null && <option value="">{t("any")}</option>}
      <option value="true">{t("yes")}</option>
      <option value="false">{t("no")}</option>
    </select>
  );
}

/** A number is applied on Enter or when the field loses the focus. */
function NumberField({ id, param, value, onChange }: WithId): ReactNode {
  const t = useTexts(paramTexts);
  const lang = useLang();
  const [draft, setDraft] = useState(value);
  const { least, most } = limits(param);
  const ends = { least: least === undefined ? "" : formatNumber(least, lang), most: most === undefined ? "" : formatNumber(most, lang) };
  const bounds =
    least === undefined ? (most === undefined ? "" : t("limitsMost", ends)) : t(most === undefined ? "limitsLeast" : "limits", ends);
  const commit = (field: HTMLInputElement): void => {
    if (field.validity.valid && field.value !== value) {
      onChange(field.value);
    }
  };
  return (
    <input
      id={id}
      type="number"
      aria-describedby={`${id}-help`}
      min={least}
      max={most}
      step={param.type === "float" || param.type === "percent" ? "any" : 1}
      title={param.type === "year" ? undefined : bounds}
      placeholder={param.default === null ? t("any") : String(param.default)}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={(event) => commit(event.target)}
      onKeyDown={(event) => event.key === "Enter" && commit(event.currentTarget)}
    />
  );
}

function TextField({ id, param, value, onChange }: WithId): ReactNode {
  const t = useTexts(paramTexts);
  const [draft, setDraft] = useState(value);
  const commit = (): void => {
    if (draft.trim() !== value) {
      onChange(draft);
    }
  };
  return (
    <input
      id={id}
      type="text"
      aria-describedby={`${id}-help`}
      maxLength={500}
      placeholder={param.default === null ? t("any") : String(param.default)}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
