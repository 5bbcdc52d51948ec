// The matrix as a picture: darker cells have more programs. Arrow keys move, Enter opens a cell.

import { useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";

import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { alignmentTexts } from "../texts.ts";

import { moved, shade, type Cell, type Column, type Matrix, type Row } from "./model.ts";

const WIDTH = 46;
const HEIGHT = 34;
const LEFT = 176;
const TOP = 150;
const GAP = 14;
const RIGHT = 116;
const BOTTOM = 34;
/** Label of a column that was checked and has no programs. */
const CHECKED = "checked, none";

interface PictureProps {
  readonly matrix: Matrix;
  readonly rowName: (row: Row) => string;
  readonly columnName: (column: Column) => string;
  /** Column and row of the open cell. */
  readonly open: readonly string[];
  readonly onOpen: (row: Row, column: Column) => void;
  readonly svg: RefObject<SVGSVGElement | null>;
}

export function Picture(props: PictureProps): ReactNode {
  const { matrix, rowName, columnName, svg } = props;
  const t = useTexts(alignmentTexts);
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const { rows, columns } = matrix;
  const width = LEFT + columns.length * WIDTH + GAP + RIGHT;
  const height = TOP + rows.length * HEIGHT + BOTTOM;
  const key = (event: KeyboardEvent<SVGSVGElement>): void => {
    const next = moved(at, event.key, rows.length, columns.length);
    if (/^(Arrow|Home|End)/.test(event.key)) {
      event.preventDefault();
      setAt(next);
      event.currentTarget.querySelector<SVGGElement>(`[data-cell="${next[0]} ${next[1]}"]`)?.focus();
    }
  };
  return (
    // A wide picture has its own scroll container.
    <div className="picture-scroll">
      <svg
        ref={svg}
        className="matrix"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="group"
        aria-label={t("picture", { rows: rows.length, columns: columns.filter((column) => column.sector !== null).length })}
        onKeyDown={key}
      >
        <Hatches />
        {columns.map((column, index) => (
          <ColumnHead key={column.key} x={placeOf(column, index)} name={columnName(column)} outside={column.sector === null} />
        ))}
        {rows.map((row, index) => (
          <text key={row.key} className="head" x={LEFT - 8} y={TOP + index * HEIGHT + HEIGHT / 2 + 5} textAnchor="end">
            <title>{rowName(row)}</title>
            {cut(rowName(row), LEFT - 16)}
          </text>
        ))}
        {rows.map((row, down) =>
          columns.map((column, right) => (
            <CellMark
              key={`${row.key} ${column.key}`}
              {...props}
              row={row}
              column={column}
              place={[down, right]}
              focusable={down === Math.min(at[0], rows.length - 1) && right === Math.min(at[1], columns.length - 1)}
              focused={() => setAt([down, right])}
            />
          )),
        )}
        <Totals matrix={matrix} />
      </svg>
    </div>
  );
}

function placeOf(column: Column, index: number): number {
  return LEFT + index * WIDTH + (column.sector === null ? GAP : 0);
}

function Hatches(): ReactNode {
  return (
    <defs>
      <pattern id="matrix-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="7" height="7" className="hatch-ground" />
        <line x1="0" y1="0" x2="0" y2="7" className="hatch-line" />
      </pattern>
      <pattern id="matrix-stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="8" className="stripe-line" />
      </pattern>
    </defs>
  );
}

function ColumnHead({ x, name, outside }: { readonly x: number; readonly name: string; readonly outside: boolean }): ReactNode {
  const [left, top] = [x + WIDTH / 2 - 4, TOP - 8];
  return (
    <text className={outside ? "head outside" : "head"} x={left} y={top} transform={`rotate(-48 ${left} ${top})`}>
      <title>{name}</title>
      {cut(name, 178)}
    </text>
  );
}

interface CellMarkProps extends PictureProps {
  readonly row: Row;
  readonly column: Column;
  readonly place: readonly [number, number];
  readonly focusable: boolean;
  readonly focused: () => void;
}

function CellMark({ matrix, row, column, place, rowName, columnName, open, onOpen, focusable, focused }: CellMarkProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const cell = matrix.cell(row, column);
  const count = cell.programs.length;
  const [x, y] = [placeOf(column, place[1]), TOP + place[0] * HEIGHT];
  const label = t("cellOf", { row: rowName(row), column: columnName(column), count: formatNumber(count, lang) });
  const choose = (): void => onOpen(row, column);
  return (
    <g
      role="button"
      tabIndex={focusable ? 0 : -1}
      aria-label={label}
      aria-pressed={open[0] === column.key && open[1] === row.key}
      data-cell={place.join(" ")}
      className={`cell ${kindOf(cell, column)}${cell.origins.simulated > 0 ? " simulated" : ""}`}
      onFocus={focused}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose();
        }
      }}
    >
      <title>{label}</title>
      <rect className={`ground shade-${shade(count, matrix.most)}`} x={x + 1.5} y={y + 1.5} width={WIDTH - 3} height={HEIGHT - 3} rx={4} />
      {cell.origins.simulated > 0 && (
        <rect className="stripes" x={x + 1.5} y={y + 1.5} width={WIDTH - 3} height={HEIGHT - 3} rx={4} fill="url(#matrix-stripes)" />
      )}
      {(count > 0 || column.absent === CHECKED) && (
        <text className={`number shade-${shade(count, matrix.most)}`} x={x + WIDTH / 2} y={y + HEIGHT / 2 + 5} textAnchor="middle">
          {formatNumber(count, lang)}
        </text>
      )}
    </g>
  );
}

/** An empty cell looks different if its column has not been checked. */
function kindOf(cell: Cell, column: Column): string {
  if (cell.programs.length > 0) {
    return "some";
  }
  return column.absent === null || column.absent === CHECKED ? "zero" : "absent";
}

function Totals({ matrix }: { readonly matrix: Matrix }): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const y = TOP + matrix.rows.length * HEIGHT + 22;
  return (
    <g className="totals">
      <text x={LEFT - 8} y={y} textAnchor="end">
        {t("totals")}
      </text>
      {matrix.columns.map((column, index) => (
        <text key={column.key} x={placeOf(column, index) + WIDTH / 2} y={y} textAnchor="middle">
          {formatNumber(column.programs.length, lang)}
        </text>
      ))}
    </g>
  );
}

/** Truncates a text to a width in pixels; a Chinese character is as wide as two Latin letters. */
function cut(text: string, width: number): string {
  let left = width / 7;
  let kept = "";
  for (const character of text) {
    left -= (character.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1;
    if (left < 0) {
      return `${kept.trimEnd()}…`;
    }
    kept += character;
  }
  return text;
}
