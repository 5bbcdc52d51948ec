// Printing of long tables: all loaded rows from the first, with the number of printed and total rows.

import type { ReactNode } from "react";

import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { paperTexts } from "./paper-texts.ts";
import { PlainTable } from "./rows.tsx";
import type { VirtualTableProps } from "./virtual.tsx";

/** Maximum number of printed rows: about a hundred sheets, which take a browser seconds. */
export const MOST_ON_PAPER = 5000;

/** The loaded rows from the first, without gaps. */
export function firstRows<R>(count: number, rowAt: (index: number) => R | undefined): readonly R[] {
  const rows: R[] = [];
  while (rows.length < Math.min(count, MOST_ON_PAPER)) {
    const row = rowAt(rows.length);
    if (row === undefined) {
      break;
    }
    rows.push(row);
  }
  return rows;
}

export function PaperTable<R extends object>(props: VirtualTableProps<R>): ReactNode {
  const { columns, count, rowAt, keyOf, caption, rowClass, total = count } = props;
  const t = useTexts(paperTexts);
  const lang = useLang();
  const rows = firstRows(count, rowAt);
  return (
    <div className="table-scroll on-paper">
      <p className="small">{t("rows", { shown: formatNumber(rows.length, lang), total: formatNumber(total, lang) })}</p>
      <PlainTable columns={columns} rows={rows} keyOf={keyOf} caption={caption} rowClass={rowClass} />
    </div>
  );
}
