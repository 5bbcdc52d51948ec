// The matrix as a table with one row per sector, for screen readers and narrow screens.

import type { ReactNode } from "react";

import { formatNumber } from "@/shared/format.ts";
import { FigureValue } from "@/shared/figures/figure.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";

import { alignmentTexts } from "../texts.ts";

import type { Column, Matrix, Row } from "./model.ts";
import type { GapRow } from "./read.ts";

interface MatrixTableProps {
  readonly matrix: Matrix;
  readonly rowName: (row: Row) => string;
  readonly figures: readonly GapRow[];
  readonly onOpen: (row: Row, column: Column) => void;
}

export function MatrixTable({ matrix, rowName, figures, onOpen }: MatrixTableProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const figureOf = new Map(figures.map((figure) => [figure.key, figure]));
  const total = (column: Column): ReactNode => {
    const figure = figureOf.get(column.key);
    return figure === undefined ? null : <FigureValue of={figure} />;
  };
  const columns: TableColumn<Column>[] = [
    {
      name: "sector",
      title: t("sector"),
      cell: (column) => (column.sector === null ? t("none") : <ThingLink of={column.sector} />),
    },
    ...matrix.rows.map((row) => ({
      name: row.key,
      title: rowName(row),
      numeric: true,
      cell: (column: Column) => {
        const count = matrix.cell(row, column).programs.length;
        return count === 0 ? (
          "0"
        ) : (
          <button type="button" className="quiet" onClick={() => onOpen(row, column)}>
            {formatNumber(count, lang)}
          </button>
        );
      },
    })),
    { name: "total", title: t("total"), cell: total },
  ];
  const counts = { rows: matrix.rows.length, columns: matrix.columns.length };
  return <Table columns={columns} rows={matrix.columns} keyOf={(column) => column.key} caption={t("picture", counts)} />;
}
