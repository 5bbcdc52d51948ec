// Displays a value in a table cell, by its type.

import { useState, type ReactNode } from "react";

import { isRecord, isRef, isRelationship } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { fieldName, wordIn, type PropertyOf } from "@/shared/names/words.ts";
import { SourceChip } from "@/shared/sources/chip.tsx";

import { tableTexts } from "./texts.ts";

const SHOWN = 5;

interface CellProps {
  readonly value: unknown;
  /** The property that the value is of, if known. */
  readonly of?: PropertyOf;
}

export function Cell({ value, of }: CellProps): ReactNode {
  const t = useTexts(tableTexts);
  const lang = useLang();
  if (value === null || value === undefined) {
    return <span className="unknown">{t("unknown")}</span>;
  }
  if (Array.isArray(value)) {
    return <Several values={value} />;
  }
  if (isRelationship(value)) {
    return <SourceChip of={value} />;
  }
  if (isRef(value)) {
    return <ThingLink of={value} />;
  }
  if (typeof value === "number") {
    return formatNumber(value, lang);
  }
  if (typeof value === "boolean") {
    return value ? t("yes") : t("no");
  }
  return isRecord(value) ? <Fields of={value} /> : typeof value === "string" ? wordIn(lang, value, of) : JSON.stringify(value);
}

function Several({ values }: { readonly values: readonly unknown[] }): ReactNode {
  const t = useTexts(tableTexts);
  const [all, setAll] = useState(false);
  if (values.length === 0) {
    return <span className="none">–</span>;
  }
  const shown = all ? values : values.slice(0, SHOWN);
  return (
    <span className="several">
      {shown.map((value, index) => (
        <span key={index} className="item">
          <Cell value={value} />
        </span>
      ))}
      {values.length > shown.length && (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          {t("more", { count: values.length - shown.length })}
        </button>
      )}
    </span>
  );
}

function Fields({ of }: { readonly of: Readonly<Record<string, unknown>> }): ReactNode {
  const lang = useLang();
  return (
    <span className="fields">
      {Object.entries(of).map(([name, value]) => (
        <span key={name} className="item">
          {fieldName(lang, name)}: <Cell value={value} />
        </span>
      ))}
    </span>
  );
}
