// The table of every page: columns with one way to show a value each, only the rows that are in view are in the document.

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { Cell } from "./cells.tsx";
import { tableTexts } from "./texts.ts";

export interface TableColumn<R> {
  readonly name: string;
  readonly title: ReactNode;
  /** The cell; the row's value of that name when it is left out. */
  readonly cell?: (row: R) => ReactNode;
  readonly numeric?: boolean;
  readonly sorted?: "ascending" | "descending" | undefined;
  /** Asks for another order, when the column can be sorted by. */
  readonly sort?: () => void;
}

interface TableProps<R> {
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R, index: number) => string;
  /** What the table shows, for those who cannot see what stands around it. */
  readonly caption: string;
  readonly rowClass?: (row: R) => string;
  /** Called when the last rows come into view. */
  readonly atEnd?: () => void;
}

/** Rows from which on only those in view are drawn. */
const MANY = 200;
const ROW_HEIGHT = 37;

export function Table<R extends object>(props: TableProps<R>): ReactNode {
  return props.rows.length > MANY ? <LongTable {...props} /> : <ShortTable {...props} />;
}

function ShortTable<R extends object>(props: TableProps<R>): ReactNode {
  return (
    // A wide table scrolls by itself; the focus lets the keyboard do it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <div className="table-scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table>
        <Head {...props} />
        <tbody>
          {props.rows.map((row, index) => (
            <Row key={props.keyOf(row, index)} row={row} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LongTable<R extends object>(props: TableProps<R>): ReactNode {
  const { rows, atEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const view = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    onChange: (made) => {
      if ((made.range?.endIndex ?? 0) >= rows.length - 20) {
        atEnd?.();
      }
    },
  });
  const items = view.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = view.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <div className="table-scroll long" tabIndex={0} role="region" aria-label={props.caption} ref={scroller}>
      <table aria-rowcount={rows.length + 1}>
        <Head {...props} />
        <tbody>
          <Spacer height={before} />
          {items.map((item) => {
            const row = rows[item.index];
            return row && <Row key={props.keyOf(row, item.index)} row={row} index={item.index} measure={view.measureElement} {...props} />;
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height }: { readonly height: number }): ReactNode {
  return height > 0 ? <tr aria-hidden="true" style={{ height }} /> : null;
}

function Head<R extends object>({ columns, caption }: TableProps<R>): ReactNode {
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
                <button type="button" className="sort" onClick={column.sort} title={t("sort", { column: column.name })}>
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

interface RowProps<R> extends TableProps<R> {
  readonly row: R;
  readonly index?: number;
  readonly measure?: (element: HTMLTableRowElement | null) => void;
}

function Row<R extends object>({ columns, row, rowClass, index, measure }: RowProps<R>): ReactNode {
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
