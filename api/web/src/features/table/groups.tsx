// Counts instead of rows: one line per group with share and origins; a click shows its rows.

import type { ReactNode } from "react";

import type { Origin, Ref } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { Cell } from "@/shared/table/cells.tsx";
import type { TableColumn } from "@/shared/table/rows.tsx";
import { VirtualTable } from "@/shared/table/virtual.tsx";

import { pathName, type FilterItem } from "./fields.ts";
import { formatFilter, parseFilter, type Condition } from "./filter.ts";
import type { Pages } from "./pages.ts";
import { listTexts } from "./texts.ts";

export interface GroupKey {
  readonly name: string;
  readonly state: string;
  readonly value: string | number | boolean | null;
  readonly thing: Ref | null;
}

export interface Group {
  readonly keys: readonly GroupKey[];
  readonly count: number;
  readonly origins: Readonly<Record<Origin, number>>;
}

/** The condition that selects the rows of a group. */
export function conditionOf({ name, state, value, thing }: GroupKey): Condition {
  return state === "known" && value !== null
    ? { path: name, operator: ":", not: false, values: [thing?.id ?? String(value)] }
    : { path: name, operator: "has", not: true, values: [] };
}

interface GroupsProps {
  readonly items: readonly FilterItem[];
  readonly by: readonly string[];
  readonly filter: string;
  readonly pages: Pages<Group>;
  readonly show: (filter: string) => void;
  readonly caption: string;
}

export function Groups({ items, by, filter, pages, show, caption }: GroupsProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const total = pages.meta?.total ?? 0;
  const columns: TableColumn<Group>[] = [
    ...by.map((name, at) => ({
      name,
      title: pathName(lang, name, items),
      cell: (row: Group) => <KeyCell of={row.keys[at]} />,
    })),
    { name: "count", title: t("count"), numeric: true, cell: (row) => formatNumber(row.count, lang) },
    { name: "share", title: t("share"), cell: (row) => <Share part={row.count} of={total} /> },
    { name: "origins", title: t("origins"), cell: (row) => <OriginCounts counts={row.origins} /> },
    {
      name: "rows",
      title: "",
      cell: (row) => (
        <button type="button" className="quiet" onClick={() => show(formatFilter([...parseFilter(filter), ...row.keys.map(conditionOf)]))}>
          {t("showRows")}
        </button>
      ),
    },
  ];
  return (
    <VirtualTable
      columns={columns}
      count={pages.extent}
      total={Number(pages.meta?.["groups_total"] ?? pages.extent)}
      rowAt={pages.rowAt}
      keyOf={(row) => row.keys.map((key) => `${key.state} ${String(key.value)}`).join("|")}
      caption={caption}
      onRange={pages.show}
    />
  );
}

function KeyCell({ of }: { readonly of: GroupKey | undefined }): ReactNode {
  const t = useTexts(listTexts);
  if (of === undefined || of.state !== "known") {
    return <span className="unknown">{t("noValue")}</span>;
  }
  return of.thing === null ? <Cell value={of.value} /> : <ThingLink of={of.thing} />;
}

/** A bar with the share as text. */
function Share({ part, of }: { readonly part: number; readonly of: number }): ReactNode {
  const lang = useLang();
  const share = of === 0 ? 0 : part / of;
  return (
    <span className="share">
      <svg viewBox="0 0 100 10" width="100" height="10" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="10" className="share-all" />
        <rect width={100 * share} height="10" className="share-part" />
      </svg>
      {formatNumber(100 * share, lang, 1)}%
    </span>
  );
}
