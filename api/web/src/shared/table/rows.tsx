// Header and rows of a table, used by short and long tables.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { Cell } from "./cells.tsx";
import type { Key } from "./sorting.ts";
import { tableTexts } from "./texts.ts";

export interface TableColumn<R> {
  readonly name: string;
  readonly title: ReactNode;
  /** The cell; by default the row's value of that name. */
  readonly cell?: (row: R) => ReactNode;
  readonly numeric?: boolean;
  /** The sort value of the column, for sorting in the page. */
  readonly by?: (row: R) => Key;
  readonly sorted?: "ascending" | "descending" | undefined;
  /** Changes the sort order, if the column is sortable. */
  readonly sort?: () => void;
}

interface HeadProps<R> {
  readonly columns: readonly TableColumn<R>[];
  readonly caption: string;
}

export function Head<R extends object>({ columns, caption }: HeadProps<R>): ReactNode {
  const t = useTexts(tableTexts);
  return (
    <>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" className={column.numeric ? "numeric" : undefined} aria-sort={column.sorted}>
              {column.sort === undefined ? (
                column.title
              ) : (
                <button
                  type="button"
                  className="sort"
                  onClick={column.sort}
                  title={t("sort", { column: typeof column.title === "string" ? column.title : column.name })}
                >
                  {column.title}
                  <span aria-hidden="true">{column.sorted === "ascending" ? " ▲" : column.sorted === "descending" ? " ▼" : " ↕"}</span>
                </button>
              )}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

interface RowProps<R> {
  readonly columns: readonly TableColumn<R>[];
  readonly rowClass?: ((row: R) => string) | undefined;
  readonly row: R;
  readonly index?: number;
  readonly measure?: (element: HTMLTableRowElement | null) => void;
}

export function Row<R extends object>({ columns, row, rowClass, index, measure }: RowProps<R>): ReactNode {
  const origin = "origin" in row && typeof row.origin === "string" ? `row-${row.origin}` : "";
  return (
    <tr
      className={`${origin} ${rowClass?.(row) ?? ""}`}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      ref={measure}
    >
      {columns.map((column) => (
        <td key={column.name} className={column.numeric ? "numeric" : undefined}>
          {column.cell === undefined ? <Cell value={(row as Readonly<Record<string, unknown>>)[column.name]} /> : column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

interface PlainTableProps<R> extends HeadProps<R> {
  readonly rows: readonly R[];
  readonly keyOf: (row: R, index: number) => string;
  readonly rowClass?: ((row: R) => string) | undefined;
}

/** All rows in order. */
export function PlainTable<R extends object>({ columns, caption, rows, keyOf, rowClass }: PlainTableProps<R>): ReactNode {
  return (
    <table>
      <Head columns={columns} caption={caption} />
      <tbody>
        {rows.map((row, index) => (
          <Row key={keyOf(row, index)} row={row} columns={columns} rowClass={rowClass} />
        ))}
      </tbody>
    </table>
  );
}
