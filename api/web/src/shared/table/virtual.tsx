// A table of any length: only the rows in view are rendered and need to be loaded. Printing shows all loaded rows.

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";

import { PaperTable } from "./paper.tsx";
import { usePrinting } from "./printing.ts";
import { Head, Row, type TableColumn } from "./rows.tsx";

export interface VirtualTableProps<R> {
  readonly columns: readonly TableColumn<R>[];
  /** Number of rows that can be scrolled to. */
  readonly count: number;
  /** The row at a position; undefined while it is not loaded. */
  readonly rowAt: (index: number) => R | undefined;
  readonly keyOf: (row: R, index: number) => string;
  readonly caption: string;
  readonly rowClass?: (row: R) => string;
  /** Called with the first and the last row in view when they change. */
  readonly onRange?: (first: number, last: number) => void;
  /** Total number of rows, if larger than the number that can be scrolled to. */
  readonly total?: number;
}

const ROW_HEIGHT = 37;

export function VirtualTable<R extends object>(props: VirtualTableProps<R>): ReactNode {
  const printing = usePrinting();
  return (
    <>
      <ScrolledTable {...props} />
      {printing && <PaperTable {...props} />}
    </>
  );
}

function ScrolledTable<R extends object>(props: VirtualTableProps<R>): ReactNode {
  const { columns, count, rowAt, keyOf, caption, rowClass, onRange, total = count } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const view = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    onChange: (made) => {
      if (made.range !== null) {
        onRange?.(made.range.startIndex, made.range.endIndex);
      }
    },
  });
  const items = view.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = view.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <div className="table-scroll long" tabIndex={0} role="region" aria-label={caption} ref={scroller}>
      <table aria-rowcount={total + 1}>
        <Head columns={columns} caption={caption} />
        <tbody>
          <Spacer height={before} />
          {items.map((item) => {
            const row = rowAt(item.index);
            return row === undefined ? (
              <Awaited key={`awaited ${item.index}`} index={item.index} span={columns.length} measure={view.measureElement} />
            ) : (
              <Row
                key={keyOf(row, item.index)}
                row={row}
                index={item.index}
                measure={view.measureElement}
                columns={columns}
                rowClass={rowClass}
              />
            );
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  );
}

interface AwaitedProps {
  readonly index: number;
  readonly span: number;
  readonly measure: (element: HTMLTableRowElement | null) => void;
}

/** Placeholder of a row that is loading. */
function Awaited({ index, span, measure }: AwaitedProps): ReactNode {
  return (
    <tr data-index={index} aria-rowindex={index + 2} ref={measure} style={{ height: ROW_HEIGHT }}>
      <td colSpan={span} className="none">
        …
      </td>
    </tr>
  );
}

function Spacer({ height }: { readonly height: number }): ReactNode {
  return height > 0 ? <tr aria-hidden="true" style={{ height }} /> : null;
}
