// The table of all pages: typed columns; for long tables, only rows in view are in the document.

import type { ReactNode } from "react";

import { PlainTable, type TableColumn } from "./rows.tsx";
import { VirtualTable } from "./virtual.tsx";

export type { TableColumn } from "./rows.tsx";

export interface TableProps<R> {
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R, index: number) => string;
  /** Accessible name of the table. */
  readonly caption: string;
  readonly rowClass?: (row: R) => string;
  /** Called when the last rows come into view. */
  readonly atEnd?: () => void;
}

/** Number of rows above which only those in view are rendered. */
const MANY = 200;

export function Table<R extends object>(props: TableProps<R>): ReactNode {
  return props.rows.length > MANY ? <LongTable {...props} /> : <ShortTable {...props} />;
}

function ShortTable<R extends object>({ columns, rows, keyOf, caption, rowClass }: TableProps<R>): ReactNode {
  return (
    // A wide table has its own scroll container; the focus makes it scrollable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <PlainTable columns={columns} rows={rows} keyOf={keyOf} caption={caption} rowClass={rowClass} />
    </div>
  );
}

/** Distance from the end, in rows, at which the last rows count as in view. */
const NEAR_END = 20;

function LongTable<R extends object>({ rows, atEnd, ...props }: TableProps<R>): ReactNode {
  const range = (_: number, last: number): void => {
    if (last >= rows.length - NEAR_END) {
      atEnd?.();
    }
  };
  return <VirtualTable {...props} count={rows.length} rowAt={(index) => rows[index]} onRange={range} />;
}
