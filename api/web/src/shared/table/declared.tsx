// Table columns from the declared columns of a question or a measure, by type.

import type { ReactNode } from "react";

import { isRelationship, ORIGINS, type Column, type Row } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, type Lang } from "@/shared/i18n/texts.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { FactsChip } from "@/shared/sources/facts.tsx";

import { Cell } from "./cells.tsx";
import { sortKey } from "./sorting.ts";
import type { TableColumn } from "./table.tsx";

/** Value types other than entities and relationships. */
const SCALARS: ReadonlySet<string> = new Set(["str", "int", "float", "bool", "date", "year", "percent", "Origin"]);
const NUMBERS: ReadonlySet<string> = new Set(["int", "float", "year", "percent"]);

/** Of two columns with the same content in both languages, selects that of the page. */
export function inOneLanguage(columns: readonly Column[], lang: Lang): readonly Column[] {
  const names = new Set(columns.map((column) => column.name));
  return columns.filter(({ name }) => (lang === "zh" ? !names.has(`${name}_zh`) : !name.endsWith("_zh") || !names.has(name.slice(0, -3))));
}

/** Columns in declared order; single facts are not sortable. The names in `except` are displayed elsewhere. */
export function useDeclaredColumns<R extends Row>(columns: readonly Column[], except: readonly string[] = []): readonly TableColumn<R>[] {
  const lang = useLang();
  return inOneLanguage(columns, lang)
    .filter((column) => !except.includes(column.name))
    .map((column) => ({
      name: column.name,
      title: inLang(lang, column.label, column.label_zh),
      ...(isFacts(column) && !column.many ? {} : { by: (row: R) => sortKey(column, row[column.name], lang) }),
      numeric: NUMBERS.has(column.type) && !column.many,
      cell: (row) => <DeclaredCell column={column} value={row[column.name]} />,
    }));
}

function DeclaredCell({ column, value }: { readonly column: Column; readonly value: unknown }): ReactNode {
  const lang = useLang();
  if (column.type === "Origin") {
    const origin = ORIGINS.find((known) => known === value);
    return origin === undefined ? null : <OriginMark origin={origin} />;
  }
  if (typeof value === "number") {
    return column.type === "year"
      ? String(value)
      : column.type === "percent"
        ? `${formatNumber(value, lang)}%`
        : formatNumber(value, lang, 3);
  }
  if (isFacts(column)) {
    const facts = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isRelationship);
    return <FactsChip of={facts} />;
  }
  return <Cell value={value} />;
}

/** A column of relationships, of any type or of a given one. */
export function isFacts(column: Column): boolean {
  return column.type === "Relationship" || (!SCALARS.has(column.type) && column.type === column.type.toUpperCase());
}
