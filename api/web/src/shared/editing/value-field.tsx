// The property to correct, its present value, and a field for the new one.

import { useId, type ReactNode } from "react";

import type { Row } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";
import { capital, fieldName } from "@/shared/names/words.ts";
import { Cell } from "@/shared/table/cells.tsx";

import { Field } from "./field.tsx";
import { editingTexts } from "./texts.ts";
import { valueOf } from "./values.ts";

interface PropertyProps {
  readonly type: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

export function Property({ type, names, value, onChange }: PropertyProps): ReactNode {
  const t = useTexts(editingTexts);
  const lang = useLang();
  const id = useId();
  return (
    <div className="param">
      <label htmlFor={id}>{t("field")}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {capital(fieldName(lang, name, type))}
          </option>
        ))}
      </select>
    </div>
  );
}

interface NewValueProps {
  readonly type: string;
  readonly name: string;
  readonly row: Row;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

export function NewValue({ type, name, row, value, fault, onChange }: NewValueProps): ReactNode {
  const t = useTexts(editingTexts);
  const present = valueOf(row, name);
  const choices = useChoices(type, name, row[name]);
  return (
    <>
      <dl className="present">
        <dt className="small">{t("present")}</dt>
        <dd>{present === "" ? <span className="unknown">{t("unknown")}</span> : <Cell value={row[name]} of={{ type, name }} />}</dd>
      </dl>
      {choices.length > 0 && (present === "" || choices.some((choice) => choice.value === present)) ? (
        <Choice label={t("value")} choices={choices} value={value} fault={fault} onChange={onChange} />
      ) : (
        <Field
          label={t("value")}
          help={Array.isArray(row[name]) ? t("listHelp") : undefined}
          value={value}
          fault={fault}
          required
          onChange={onChange}
        />
      )}
    </>
  );
}

interface OneChoice {
  readonly value: string;
  readonly label: string;
}

/** The values that the model declares. */
function useChoices(type: string, name: string, value: unknown): readonly OneChoice[] {
  const t = useTexts(editingTexts);
  const lang = useLang();
  if (typeof value === "boolean") {
    return [
      { value: "true", label: t("yes") },
      { value: "false", label: t("no") },
    ];
  }
  const declared = labels().properties.get(`${type}.${name}`)?.values ?? [];
  return Array.isArray(value) ? [] : declared.map((one) => ({ value: one.name, label: inWords(lang, one) }));
}

interface ChoiceProps {
  readonly label: string;
  readonly choices: readonly OneChoice[];
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

function Choice({ label, choices, value, fault, onChange }: ChoiceProps): ReactNode {
  const t = useTexts(editingTexts);
  const id = useId();
  return (
    <div className="param" data-fault={fault !== undefined || undefined}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-fault`}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{t("none")}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <small id={`${id}-fault`} className="fault">
        {fault}
      </small>
    </div>
  );
}
