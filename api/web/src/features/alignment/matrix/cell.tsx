// The programs of one cell, each with the facts that connect it to the sector.

import { Link } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { relationName } from "@/shared/names/kinds.ts";
import { useShortcut } from "@/shared/keys/registry.ts";
import { pageOf, ThingLink } from "@/shared/names/names.tsx";
import { OriginCounts, OriginMark } from "@/shared/origin/origin.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";

import { alignmentTexts } from "../texts.ts";

import type { Cell, Column, Row } from "./model.ts";
import { useColumnName, useRowName } from "./names.ts";
import type { BehindRow } from "./read.ts";

interface CellPanelProps {
  readonly row: Row;
  readonly column: Column;
  readonly cell: Cell;
  readonly behind: readonly BehindRow[];
  readonly close: () => void;
}

export function CellPanel({ row, column, cell, behind, close }: CellPanelProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const rowName = useRowName();
  const columnName = useColumnName();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.scrollIntoView({ block: "nearest" });
  }, [row.key, column.key]);
  useShortcut("Escape", t("close"), close);
  const values = { row: rowName(row), column: columnName(column) };
  const title = column.sector === null ? t("openNone", values) : t("open", values);
  const columns: TableColumn<Ref>[] = [
    { name: "name", title: t("program"), cell: (program) => <ThingLink of={program} /> },
    { name: "evidence", title: t("evidence"), cell: (program) => <Ways rows={behind.filter((one) => one.start?.id === program.id)} /> },
    { name: "origin", title: "", cell: (program) => <OriginMark origin={program.origin} /> },
  ];
  return (
    <div className="cell-panel">
      <h3 ref={head}>
        {title} <OriginCounts counts={cell.origins} />{" "}
        <button type="button" onClick={close}>
          {t("close")}
        </button>
      </h3>
      <Table columns={columns} rows={cell.programs} keyOf={(program) => program.id} caption={title} />
    </div>
  );
}

/** Relationships from a program to the sector; each opens with its source. */
function Ways({ rows }: { readonly rows: readonly BehindRow[] }): ReactNode {
  const lang = useLang();
  if (rows.length === 0) {
    return <span className="none">–</span>;
  }
  return (
    <span className="several">
      {rows.map((row) => (
        <span key={row.id} className="item">
          <Link to={pageOf(row.href)}>{relationName(lang, row.type)}</Link> <OriginMark origin={row.origin} />
        </span>
      ))}
    </span>
  );
}
