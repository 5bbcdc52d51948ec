// Rows of a type with the selected columns, rendered only while in view.

import type { ReactNode } from "react";

import type { Thing } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Cell } from "@/shared/table/cells.tsx";
import { Scope } from "@/shared/names/scope.tsx";
import type { TableColumn } from "@/shared/table/rows.tsx";
import { nextSort, sortedAs } from "@/shared/table/sorting.ts";
import { VirtualTable } from "@/shared/table/virtual.tsx";

import { isNumber, itemName, type FilterItem } from "./fields.ts";
import type { Pages } from "./pages.ts";
import { listTexts } from "./texts.ts";

interface RowsProps {
  readonly items: readonly FilterItem[];
  readonly columns: readonly string[];
  readonly sort: string;
  readonly order: (sort: string) => void;
  readonly pages: Pages<Thing>;
  readonly caption: string;
}

export function Rows({ items, columns: chosen, sort, order, pages, caption }: RowsProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const sorting = (name: string): Pick<TableColumn<Thing>, "sorted" | "sort"> => ({
    sorted: sortedAs(sort, name),
    sort: () => order(nextSort(sort, name)),
  });
  // Names use two data columns; sorting uses the displayed one.
  const name = lang === "zh" && items.some((item) => item.name === "name_zh") ? "name_zh" : "name";
  const columns: TableColumn<Thing>[] = [
    { name: "name", title: t("name"), cell: (row) => <ThingLink of={row} />, ...sorting(name) },
    ...items
      .filter((item) => chosen.includes(item.name))
      .map((item) => ({
        name: item.name,
        title: itemName(lang, item),
        numeric: isNumber(item),
        cell: (row: Thing) => (item.name === "scope" ? <Scope of={row} /> : <Cell value={row[item.name]} />),
        ...(item.sortable ? sorting(item.name) : {}),
      })),
    {
      name: "origin",
      title: t("origin"),
      cell: (row) => (
        <>
          <OriginMark origin={row.origin} /> <SourceChip of={row} />
        </>
      ),
      ...sorting("origin"),
    },
  ];
  return (
    <VirtualTable
      columns={columns}
      count={pages.extent}
      total={pages.meta?.total ?? pages.extent}
      rowAt={pages.rowAt}
      keyOf={(row) => row.id}
      caption={caption}
      onRange={pages.show}
    />
  );
}
