// Form for one condition: field, property, operator, value.

import { useState, type ReactNode, type SubmitEvent } from "react";

import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { wordIn } from "@/shared/names/words.ts";
import { ThingPicker } from "@/shared/params/picker.tsx";

import { isNumber, itemName, leads, operatorsOf, type FilterItem } from "./fields.ts";
import type { Condition, Operator } from "./filter.ts";
import { operatorText, useFurther } from "./reading.ts";
import { listTexts } from "./texts.ts";

interface AddProps {
  readonly items: readonly FilterItem[];
  readonly add: (condition: Condition) => void;
}

const GROUPS = [
  ["property", "properties"],
  ["type", "things"],
  ["relationship", "relationships"],
] as const;

export function AddCondition({ items, add }: AddProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const [name, setName] = useState(firstOf(items));
  const [further, setFurther] = useState("");
  const [compared, setCompared] = useState(":");
  const [values, setValues] = useState<readonly string[]>([]);
  const item = items.find((other) => other.name === name);
  const beyond = useFurther(item);
  const end = further === "" ? item : beyond.find((other) => other.name === further);
  const ways = end === undefined ? [] : operatorsOf(end);
  const way = ways.find((other) => `${other.not ? "!" : ""}${other.operator}` === compared) ?? ways[0];
  const linked = end !== undefined && end.what !== "property";
  const path = further === "" ? name : `${name}.${further}`;
  const ready = way !== undefined && (way.operator === "has" || values.some((value) => value !== ""));
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (way !== undefined && ready) {
      add({ path, operator: way.operator, not: way.not, values: way.operator === "has" ? [] : values.filter((value) => value !== "") });
    }
  };
  return (
    <form className="form add-condition" onSubmit={submit}>
      <label>
        {t("field")}
        <select
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            setFurther("");
            setValues([]);
          }}
        >
          {GROUPS.map(([what, label]) => (
            <optgroup key={what} label={t(label)}>
              {items
                .filter((other) => other.what === what)
                .map((other) => (
                  <option key={other.name} value={other.name} title={inLang(lang, other.about, other.about_zh)}>
                    {itemName(lang, other)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {beyond.length > 0 && (
        <Further
          items={beyond}
          value={further}
          change={(next) => {
            setFurther(next);
            setValues([]);
          }}
        />
      )}
      <label>
        {t("compare")}
        <select value={compared} onChange={(event) => setCompared(event.target.value)}>
          {ways.map(({ operator, not }) => (
            <option key={`${not ? "!" : ""}${operator}`} value={`${not ? "!" : ""}${operator}`}>
              {operatorText(t, operator, not, linked)}
            </option>
          ))}
        </select>
      </label>
      {end !== undefined && way !== undefined && way.operator !== "has" && (
        <ValueField item={end} operator={way.operator} values={values} change={setValues} />
      )}
      <button type="submit" className="primary" disabled={!ready}>
        {t("apply")}
      </button>
    </form>
  );
}

/** Initial choice: a field with few values, as an easy example. */
function firstOf(items: readonly FilterItem[]): string {
  return (items.find((item) => (item.choices ?? []).length > 0) ?? items[0])?.name ?? "";
}

interface FurtherProps {
  readonly items: readonly FilterItem[];
  readonly value: string;
  readonly change: (name: string) => void;
}

function Further({ items, value, change }: FurtherProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  return (
    <label>
      {t("further")}
      <select value={value} onChange={(event) => change(event.target.value)}>
        <option value="">{t("itself")}</option>
        {items
          .filter((item) => item.what !== "relationship")
          .map((item) => (
            <option key={item.name} value={item.name}>
              {itemName(lang, item)}
            </option>
          ))}
      </select>
    </label>
  );
}

interface ValueProps {
  readonly item: FilterItem;
  readonly operator: Operator;
  readonly values: readonly string[];
  readonly change: (values: readonly string[]) => void;
}

function ValueField({ item, operator, values, change }: ValueProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const types = leads(item);
  const [first = ""] = values;
  if (types !== undefined) {
    return <ThingPicker value={first} types={types} label={t("value")} onPick={(id) => change(id === "" ? [] : [id])} />;
  }
  const choices = item.choices ?? [];
  if (choices.length > 0) {
    const toggle = (choice: string): void =>
      change(values.includes(choice) ? values.filter((other) => other !== choice) : [...values, choice]);
    return (
      <fieldset className="choices">
        <legend>{t("value")}</legend>
        {choices.map((choice) => (
          <label key={choice} className="check">
            <input type="checkbox" checked={values.includes(choice)} onChange={() => toggle(choice)} /> {wordIn(lang, choice)}
          </label>
        ))}
      </fieldset>
    );
  }
  const numeric = isNumber(item);
  return (
    <label>
      {t("value")}
      <input
        value={first}
        type={numeric ? "number" : "text"}
        step={item.kind === "float" ? "any" : undefined}
        min={item.minimum ?? undefined}
        max={item.maximum ?? undefined}
        pattern={item.kind === "date" ? "\\d{4}(-\\d{2}(-\\d{2})?)?" : undefined}
        placeholder={item.kind === "date" ? t("date") : undefined}
        aria-label={`${t("value")} ${operator}`}
        onChange={(event) => change([event.target.value])}
      />
    </label>
  );
}
