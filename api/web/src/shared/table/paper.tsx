// A long table on paper: all rows that are there, from the first, and how many of how many these are.

import type { ReactNode } from "react";

import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { paperTexts } from "./paper-texts.ts";
import { PlainTable } from "./rows.tsx";
import type { VirtualTableProps } from "./virtual.tsx";

/** Rows of a table that are printed at most: some hundred sheets, for which a browser takes seconds. */
export const MOST_ON_PAPER = 5000;

/** The rows that are there without a gap, from the first. */
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
