// The rows behind a figure, with their sums.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Origin, Ref, Row } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { columnName } from "@/shared/params/words.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";

import { FigureValue, type FigureRow } from "./figure.tsx";
import { figureTexts } from "./texts.ts";

const ROWS = 200;

interface AuditRow extends Row {
  readonly role: string;
  readonly role_label: string;
  readonly role_label_zh: string;
  readonly id: string;
  readonly href: string;
  readonly type: string;
  readonly name: string | null;
  readonly name_zh: string | null;
  readonly gloss_zh?: string | null;
  /** The row in words. */
  readonly sentence: string;
  readonly sentence_zh: string;
  readonly start: Ref | null;
  readonly end: Ref | null;
  readonly amount: number | null;
  readonly origin: Origin;
}

export default function Audit({ address }: { readonly address: string }): ReactNode {
  const t = useTexts(figureTexts);
  const answer = useAnswer<Answer<AuditRow>>(address, { per_page: ROWS });
  return (
    <>
      <h2>{t("auditOf")}</h2>
      <Answered of={answer}>{(data) => <Behind data={data} address={address} />}</Answered>
    </>
  );
}

function Behind({ data, address }: { readonly data: Answer<AuditRow>; readonly address: string }): ReactNode {
  const t = useTexts(figureTexts);
  const lang = useLang();
  const figure = data.meta["figure"] as FigureRow;
  const behind = data.meta["behind"] as Readonly<Record<string, number>>;
  const sums = data.meta["sums"] as Readonly<Record<string, number>>;
  const total = Object.values(behind).reduce((sum, count) => sum + count, 0);
  const columns: TableColumn<AuditRow>[] = [
    { name: "role", title: t("role"), cell: (row) => inLang(lang, row.role_label, row.role_label_zh) },
    { name: "name", title: t("thing"), cell: (row) => <RowName of={row} /> },
    { name: "amount", title: t("amount"), numeric: true },
    { name: "origin", title: "", cell: (row) => <OriginMark origin={row.origin} /> },
  ];
  return (
    <>
      <p>
        <FigureValue of={{ ...figure, audit: address }} />
      </p>
      <ul>
        {Object.entries(behind).map(([role, rows]) => (
          <li key={role}>
            {t("sum", { role: columnName(lang, role), rows: formatNumber(rows, lang), sum: formatNumber(sums[role] ?? 0, lang, 6) })}
          </li>
        ))}
      </ul>
      {data.results.length === 0 ? (
        <p>{t("nothing")}</p>
      ) : (
        <Table columns={columns} rows={data.results} keyOf={(row, index) => `${row.role} ${row.id} ${index}`} caption={t("auditOf")} />
      )}
      {data.meta.truncated === true && <p className="small">{t("truncated", { count: data.results.length })}</p>}
      <ExportBar path={address} count={total} cite={data.meta.cite} part={data.meta.truncated === true} />
    </>
  );
}

function RowName({ of }: { readonly of: AuditRow }): ReactNode {
  const lang = useLang();
  const name = inLang(lang, of.sentence, of.sentence_zh);
  return <ThingLink of={{ ...of, name }}>{of.name === null ? name : undefined}</ThingLink>;
}
