// A text field with its label, help and what is wrong with it.

import { useId, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { paramTexts } from "@/shared/params/texts.ts";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "url";
  readonly help?: string | undefined;
  readonly fault?: string | undefined;
  readonly required?: boolean;
}

const MOST = 2000;

export function Field({ label, value, onChange, type = "text", help, fault, required = false }: FieldProps): ReactNode {
  const t = useTexts(paramTexts);
  const id = useId();
  return (
    <div className="param" data-fault={fault !== undefined || undefined}>
      <label htmlFor={id}>
        {label}
        {required && <span className="needed"> {t("required")}</span>}
      </label>
      <input
        id={id}
        type="text"
        inputMode={type}
        autoComplete="off"
        maxLength={MOST}
        value={value}
        aria-required={required}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(event.target.value)}
      />
      <small id={`${id}-help`} className={fault === undefined ? "small" : "fault"}>
        {fault ?? help}
      </small>
    </div>
  );
}
