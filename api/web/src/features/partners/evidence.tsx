// Evidence rows of a reason for a description: they are part of the response, which has no audit URL.

import type { ReactNode } from "react";

import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Table } from "@/shared/table/table.tsx";

import type { EvidenceRow, PartnerRow } from "./candidates.ts";
import { useReason } from "@/shared/figures/reasons.ts";
import { partnersTexts } from "./texts.ts";

export function Evidence({ of, close }: { readonly of: PartnerRow; readonly close: () => void }): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const reason = useReason();
  const rows = of.evidence ?? [];
  const more = (of.rows ?? rows.length) - rows.length;
  const name = (row: EvidenceRow): ReactNode => (row.start === null ? undefined : inLang(lang, row.sentence, row.sentence_zh));
  return (
    <div className="evidence-rows">
      <p>
        <strong>{of.reason === null ? t("evidence") : reason(of.reason)}</strong>{" "}
        <button type="button" className="quiet" onClick={close}>
          {t("close")}
        </button>
      </p>
      <Table
        caption={t("evidence")}
        rows={rows}
        keyOf={(row, index) => `${row.id} ${index}`}
        columns={[
          { name: "row", title: t("row"), cell: (row) => <ThingLink of={row}>{name(row)}</ThingLink> },
          { name: "amount", title: t("part"), numeric: true },
          { name: "origin", title: t("origin"), cell: (row) => <OriginMark origin={row.origin} /> },
        ]}
      />
      <p className="small">
        {more > 0 && t("evidenceMore", { count: more })} {t("evidenceDescribed")}
      </p>
    </div>
  );
}
