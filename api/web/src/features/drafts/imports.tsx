// The imports of a draft: their files, what they give, and what is left to do in the wizard.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { RowCounts } from "@/shared/changes/row-counts.tsx";
import type { ImportSummary } from "@/shared/editing/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { draftTexts } from "./texts.ts";

export function Imports({ of }: { readonly of: readonly ImportSummary[] }): ReactNode {
  const t = useTexts(draftTexts);
  return of.map((one) => (
    <div key={one.id} className="draft-import">
      <p>
        <strong>{one.files.join(t("comma"))}</strong> <span className="small">{one.package}</span>
      </p>
      {one.state === "ready" ? <RowCounts of={one.rows} /> : <p>{t(`import.${one.state}`, { count: one.open_count })}</p>}
      {one.left_out > 0 && <p className="small">{t("leftOut", { count: one.left_out })}</p>}
      <p>
        <Link to="/import" search={{ id: one.id }}>
          {t(one.state === "ready" ? "toImport" : "toFinish")}
        </Link>
      </p>
    </div>
  ));
}
