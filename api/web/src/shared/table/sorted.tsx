// A fully loaded table, sorted in the page by clicking column headers; the order is kept in the URL.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { text, useUrl } from "@/shared/url/url.ts";

import { nextSort, sortedAs, sortName, sortRows } from "./sorting.ts";
import { Table, type TableColumn, type TableProps } from "./table.tsx";
import { tableTexts } from "./texts.ts";

/** A column; `-` before it for descending order. */
const SORT = { sort: text() };

interface SortedTableProps<R> extends TableProps<R> {
  /** Whether the server has more rows. */
  readonly truncated: boolean;
}

/** Columns with a sort value get a clickable header: ascending, descending, original order. */
export function SortedTable<R extends object>({ columns, rows, truncated, ...rest }: SortedTableProps<R>): ReactNode {
  const t = useTexts(tableTexts);
  const [{ sort }, change] = useUrl(SORT);
  const heads = columns.map((column): TableColumn<R> => {
    const name = sortName(column.name);
    return column.by === undefined
      ? column
      : { ...column, sorted: sortedAs(sort, name), sort: () => change({ sort: nextSort(sort, name) }) };
  });
  const sorted = heads.some((column) => column.sorted !== undefined);
  return (
    <>
      <Table columns={heads} rows={sortRows(rows, columns, sort)} {...rest} />
      {sorted && (
        <p className="small sort-note" role="status">
          {truncated && `${t("sortedShown")} `}
          {t("sortedHere")}{" "}
          <button type="button" className="quiet" onClick={() => change({ sort: "" })}>
            {t("asAnswered")}
          </button>
        </p>
      )}
    </>
  );
}
