// What was searched for about an entity, with the result: "not collected" differs from "none found".

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { fieldName } from "@/shared/names/words.ts";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";

import { entityTexts } from "./texts.ts";

export function Coverage({ of }: { readonly of: Thing }): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const { data } = useAnswer<Answer<Thing>>("/v1/coverage", { filter: `scope:${of.id}`, per_page: 100 });
  if (data === undefined || data.results.length === 0) {
    return null;
  }
  const columns: TableColumn<Thing>[] = [
    { name: "name", title: t("lookedFor"), cell: (row) => <ThingLink of={row} /> },
    { name: "status", title: t("outcome") },
    { name: "period", title: fieldName(lang, "period", "Coverage") },
    { name: "note", title: fieldName(lang, "note", "Coverage") },
    { name: "evidence", title: t("evidenceColumn"), cell: (row) => <SourceChip of={row} /> },
  ];
  return (
    <section>
      <h2>{t("coverage")}</h2>
      <p className="small">{t("coverageAbout")}</p>
      <Table columns={columns} rows={data.results} keyOf={(row) => row.id} caption={t("coverage")} />
    </section>
  );
}
