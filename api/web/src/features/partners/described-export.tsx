// What was found for a description, to take along: an address cannot answer it, so the page itself makes the files.

import type { ReactNode } from "react";

import { CopyButton } from "@/shared/exporting/bar.tsx";
import { save } from "@/shared/exporting/picture.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { nameIn } from "@/shared/names/names.tsx";

import type { PartnersAnswer } from "./candidates-tab.tsx";
import { csvOf, type Candidate } from "./candidates.ts";
import type { Body } from "./describe.ts";
import { partnersTexts } from "./texts.ts";

interface DescribedExportProps {
  readonly data: PartnersAnswer;
  readonly candidates: readonly Candidate[];
  readonly body: Body;
}

/** Excel reads Chinese only after this mark. */
const MARK = "\ufeff";

export function DescribedExport({ data, candidates, body }: DescribedExportProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const json = (value: unknown): Blob => new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
  const csv = (): Blob => new Blob([MARK, csvOf(candidates, (thing) => nameIn(lang, thing).text)], { type: "text/csv" });
  const rows = candidates.reduce((sum, { reasons }) => sum + 1 + reasons.length, 0);
  return (
    <div className="export-bar" role="group" aria-label={t("exportAs")}>
      <span className="small">{t("rows", { count: formatNumber(rows, lang) })}</span>
      <CopyButton text={() => location.href} label={t("copyLink")} />
      <button type="button" onClick={() => save(csv(), "match.csv")}>
        CSV
      </button>
      <button type="button" onClick={() => save(json(data), "match.json")}>
        JSON
      </button>
      <button type="button" onClick={() => save(json(body), "description.json")}>
        {t("descriptionFile")}
      </button>
      <button type="button" onClick={() => window.print()}>
        {t("print")}
      </button>
    </div>
  );
}
