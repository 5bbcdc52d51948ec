// The counties as a table.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { FigureValue } from "@/shared/figures/figure.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";

import type { County } from "./read.ts";
import { COUNTS, type Shaded } from "./shades.ts";
import { countyTexts } from "./texts.ts";

interface CountyTableProps {
  readonly counties: readonly County[];
  readonly shaded: ReadonlyMap<string, Shaded>;
  readonly checked: ReadonlySet<string>;
  readonly unit: string;
  readonly what: string;
  /** The counted type; undefined for a measure. */
  readonly type: string | undefined;
  readonly at: string;
}

export function CountyTable(props: CountyTableProps): ReactNode {
  const { counties, shaded, what, type, at } = props;
  const t = useTexts(countyTexts);
  const value = ({ id }: County): number => shaded.get(id)?.value ?? Number.NEGATIVE_INFINITY;
  const columns: TableColumn<County>[] = [
    { name: "county", title: t("county"), cell: (county) => <ThingLink of={county} /> },
    { name: "value", title: what, cell: (county) => <Value {...props} of={shaded.get(county.id)} county={county.id} /> },
    ...(type === undefined
      ? []
      : [
          { name: "origins", title: t("origins"), cell: (county: County) => <OriginCounts counts={shaded.get(county.id)?.counts} /> },
          { name: "list", title: "", cell: (county: County) => shaded.has(county.id) && <ListLink type={type} county={county.id} /> },
        ]),
  ];
  const rows = counties.toSorted((a, b) => value(b) - value(a) || (a.code ?? "").localeCompare(b.code ?? ""));
  return (
    <Table columns={columns} rows={rows} keyOf={({ id }) => id} caption={what} rowClass={({ id }) => (id === at ? "looked-at" : "")} />
  );
}

interface ValueProps extends CountyTableProps {
  readonly of: Shaded | undefined;
  readonly county: string;
}

function Value({ of, county, checked, unit }: ValueProps): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  if (of === undefined) {
    return <span className="unknown">{t(checked.has(county) ? "checked" : "noData")}</span>;
  }
  return of.figure === undefined ? <b>{formatNumber(of.value ?? 0, lang)}</b> : <FigureValue of={of.figure} unit={unit} />;
}

function ListLink({ type, county }: { readonly type: string; readonly county: string }): ReactNode {
  const t = useTexts(countyTexts);
  const known = COUNTS[type];
  return (
    known !== undefined && (
      <Link to="/table/$type" params={{ type: known.path }} search={{ filter: `${known.county}:${county}` }}>
        {t("list")}
      </Link>
    )
  );
}
