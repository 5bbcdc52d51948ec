// Step 5: the rows of the package, and the draft in which they are reviewed and published.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { RowCounts } from "@/shared/changes/row-counts.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";

import { Step } from "./step.tsx";
import { importTexts } from "./texts.ts";
import type { Report } from "./types.ts";

export function ChangesStep({ of }: { readonly of: Report }): ReactNode {
  const t = useTexts(importTexts);
  return (
    <Step name="changes">
      <p>{t("changesAbout")}</p>
      <RowCounts of={of.rows} />
      <p>
        <Link to="/drafts" search={{ draft: of.draft }} className="button">
          {t("toDraft")}
        </Link>
      </p>
    </Step>
  );
}
