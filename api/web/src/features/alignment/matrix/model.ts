// The matrix as data: the programs of each cell, and the order of rows and columns.

import { ORIGINS, type Origin, type Ref } from "@/shared/api/types.ts";

import type { Order } from "../address.ts";

/** A matrix row: a shared property of programs. */
export interface Row {
  readonly key: string;
  /** Value of the row field: a code or a word; null if unknown. */
  readonly value: string | null;
  readonly thing: Ref | null;
}

export interface Column {
  readonly key: string;
  /** Null for programs that serve no prioritised sector. */
  readonly sector: Ref | null;
  readonly absent: string | null;
  readonly programs: readonly Ref[];
}

export interface Cell {
  readonly programs: readonly Ref[];
  readonly origins: Readonly<Record<Origin, number>>;
}

export interface Matrix {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly cell: (row: Row, column: Column) => Cell;
  /** Number of distinct programs in a row. */
  readonly total: (row: Row) => number;
  /** The largest number in a cell. */
  readonly most: number;
}

export const UNKNOWN: Row = { key: "unknown", value: null, thing: null };
export const SEVERAL: Row = { key: "several", value: null, thing: null };

const EMPTY: Cell = { programs: [], origins: { documented: 0, reference: 0, inferred: 0, simulated: 0 } };

/** @param rowOf row of each program by id; programs not in the map go to the unknown row. */
export function matrixOf(columns: readonly Column[], rowOf: ReadonlyMap<string, Row>): Matrix {
  const rows = new Map<string, Row>();
  const cells = new Map<string, Ref[]>();
  const totals = new Map<string, Set<string>>();
  for (const column of columns) {
    for (const program of column.programs) {
      const row = rowOf.get(program.id) ?? UNKNOWN;
      rows.set(row.key, row);
      push(cells, cellKey(row, column), program);
      const known = totals.get(row.key) ?? new Set();
      totals.set(row.key, known.add(program.id));
    }
  }
  const matrixCells = new Map([...cells].map(([key, programs]) => [key, { programs, origins: originsOf(programs) }]));
  return {
    rows: [...rows.values()],
    columns,
    cell: (row, column) => matrixCells.get(cellKey(row, column)) ?? EMPTY,
    total: (row) => totals.get(row.key)?.size ?? 0,
    most: Math.max(0, ...[...cells.values()].map((programs) => programs.length)),
  };
}

function cellKey(row: Row, column: Column): string {
  return `${row.key}\n${column.key}`;
}

function push<K, V>(into: Map<K, V[]>, key: K, value: V): void {
  const there = into.get(key);
  if (there === undefined) {
    into.set(key, [value]);
  } else {
    there.push(value);
  }
}

function originsOf(programs: readonly Ref[]): Record<Origin, number> {
  const counted = ORIGINS.map((origin) => [origin, programs.filter((program) => program.origin === origin).length]);
  return Object.fromEntries(counted) as Record<Origin, number>;
}

const ROUNDS = 24;

/** Reorders the matrix. The unknown row and the column outside the priorities stay last. */
export function ordered(matrix: Matrix, order: Order, rowName: (row: Row) => string, columnName: (column: Column) => string): Matrix {
  const last = (row: Row): number => (row.key === UNKNOWN.key ? 2 : row.key === SEVERAL.key ? 1 : 0);
  const outside = (column: Column): number => (column.sector === null ? 1 : 0);
  const byCount: Pick<Matrix, "rows" | "columns"> = {
    rows: matrix.rows.toSorted((a, b) => last(a) - last(b) || matrix.total(b) - matrix.total(a) || compare(rowName(a), rowName(b))),
    columns: matrix.columns.toSorted(
      (a, b) => outside(a) - outside(b) || b.programs.length - a.programs.length || compare(columnName(a), columnName(b)),
    ),
  };
  if (order === "count") {
    return { ...matrix, ...byCount };
  }
  if (order === "name") {
    return {
      ...matrix,
      rows: matrix.rows.toSorted((a, b) => last(a) - last(b) || compare(rowName(a), rowName(b))),
      columns: matrix.columns.toSorted((a, b) => outside(a) - outside(b) || compare(columnName(a), columnName(b))),
    };
  }
  let { rows, columns } = byCount;
  for (let round = 0; round < ROUNDS; round += 1) {
    rows = pulled(rows, columns, (row, column) => matrix.cell(row, column).programs.length, last);
    columns = pulled(columns, rows, (column, row) => matrix.cell(row, column).programs.length, outside);
  }
  return { ...matrix, rows, columns };
}

/** Orders items by the mean position of their connections (reciprocal averaging); unconnected items go last, ties are stable. */
function pulled<A, B>(
  things: readonly A[],
  others: readonly B[],
  weight: (thing: A, other: B) => number,
  last: (thing: A) => number,
): readonly A[] {
  const place = new Map(
    things.map((thing) => {
      const weights = others.map((other) => weight(thing, other));
      const sum = weights.reduce((total, one) => total + one, 0);
      const mean = weights.reduce((total, one, index) => total + one * index, 0) / sum;
      return [thing, sum === 0 ? others.length : mean] as const;
    }),
  );
  return things.toSorted((a, b) => last(a) - last(b) || (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, "zh-Hans-CN", { numeric: true });
}

/** Shade of a cell in five steps on a square-root scale, so that small numbers remain distinguishable. */
export function shade(count: number, most: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (count <= 0 || most <= 0) {
    return 0;
  }
  return Math.min(5, Math.max(1, Math.ceil(5 * Math.sqrt(count / most)))) as 1 | 2 | 3 | 4 | 5;
}

/** Target cell of an arrow key. */
export function moved(at: readonly [number, number], key: string, rows: number, columns: number): readonly [number, number] {
  const [row, column] = at;
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    Home: [0, -columns],
    End: [0, columns],
  };
  const [down, right] = steps[key] ?? [0, 0];
  return [Math.min(rows - 1, Math.max(0, row + down)), Math.min(columns - 1, Math.max(0, column + right))];
}
