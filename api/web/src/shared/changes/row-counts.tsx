// Numbers of rows by type, as an import gives them.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";

import "./changes.css";
import { isRelation } from "./rows.ts";
import { versionTexts } from "./texts.ts";

export function RowCounts({ of }: { readonly of: Readonly<Record<string, number>> }): ReactNode {
  const t = useTexts(versionTexts);
  const lang = useLang();
  return (
    <dl className="row-counts" aria-label={t("rowsByType")}>
      {Object.entries(of).map(([type, count]) => (
        <div key={type}>
          <dt>{isRelation(type) ? relationName(lang, type) : kindName(lang, type, count !== 1)}</dt>
          <dd className="numeric">{count}</dd>
        </div>
      ))}
    </dl>
  );
}
