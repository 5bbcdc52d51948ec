// Fields for the evidence of an edit: a source of the data, a web page, or a reason.

import { useId, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingPicker } from "@/shared/params/picker.tsx";

import { Field } from "./field.tsx";
import { editingTexts } from "./texts.ts";
import { SUPPORTS, type EvidenceFault, type Typed } from "./values.ts";

interface EvidenceFieldsProps {
  readonly value: Typed;
  readonly fault: EvidenceFault | undefined;
  readonly onChange: (value: Typed) => void;
}

const LABELS = { known: "known", web: "web", reason: "reasonOnly" } as const;

export function EvidenceFields({ value, fault, onChange }: EvidenceFieldsProps): ReactNode {
  const t = useTexts(editingTexts);
  const group = useId();
  const set = (change: Partial<Typed>): void => onChange({ ...value, ...change });
  const faultOf = (...names: readonly EvidenceFault[]): string | undefined =>
    fault !== undefined && names.includes(fault) ? t(fault) : undefined;
  return (
    <fieldset>
      <legend>{t("evidence")}</legend>
      <div className="supports">
        {SUPPORTS.map((support) => (
          <label key={support}>
            <input type="radio" name={group} checked={value.support === support} onChange={() => set({ support })} />
            {t(LABELS[support])}
          </label>
        ))}
      </div>
      {value.support === "known" && (
        <div data-fault={fault === "sourceMissing" || undefined}>
          <ThingPicker
            value={value.known}
            types={["Source"]}
            required
            label={t("source")}
            help={t("sourceHelp")}
            onPick={(known) => set({ known })}
          />
          {fault === "sourceMissing" && <p className="fault">{t("sourceMissing")}</p>}
        </div>
      )}
      {value.support === "web" && (
        <Field
          label={t("url")}
          type="url"
          value={value.web}
          required
          fault={faultOf("sourceMissing", "urlInvalid") === undefined ? undefined : t("urlInvalid")}
          onChange={(web) => set({ web })}
        />
      )}
      {value.support !== "reason" && (
        <div className="pair">
          <Field
            label={t("quote")}
            help={t("quoteHelp")}
            value={value.quote}
            fault={faultOf("quoteLong", "placeMissing")}
            onChange={(quote) => set({ quote })}
          />
          <Field label={t("locator")} help={t("locatorHelp")} value={value.locator} onChange={(locator) => set({ locator })} />
        </div>
      )}
      <Field
        label={t("reason")}
        help={value.support === "reason" ? t("weak") : undefined}
        value={value.reason}
        required={value.support === "reason"}
        fault={faultOf("reasonMissing")}
        onChange={(reason) => set({ reason })}
      />
    </fieldset>
  );
}
