// Ties by year as stacked columns by origin, documented at the bottom.

import { useMemo, type ReactNode } from "react";

import { ORIGINS } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { splitByOrigin } from "@/shared/origin/split.ts";
import { originTexts } from "@/shared/origin/texts.ts";
import { Table, type TableColumn } from "@/shared/table/table.tsx";

import { TIE_KINDS, type TieKind, type TieRow } from "./rows.ts";
import { allianceTexts } from "./texts.ts";
import { marks, tiesPerYear, type Year, type Years } from "./years.ts";

const WIDTH = 460;
const HEIGHT = 170;
const LEFT = 34;
const BOTTOM = 22;
const TOP = 14;

interface YearsChartProps {
  readonly ties: readonly TieRow[];
  readonly events: ReadonlyMap<string, number>;
  readonly founded: number | null;
}

export function YearsChart({ ties, events, founded }: YearsChartProps): ReactNode {
  const t = useTexts(allianceTexts);
  const perYear = useMemo(() => tiesPerYear(ties, events), [ties, events]);
  if (perYear.years.length === 0) {
    return <p className="unknown">{ties.length === 0 ? t("noTies") : t("tiesNone")}</p>;
  }
  return (
    <>
      <Columns found={perYear} founded={founded} />
      <p className="small">{t("tiesYearsAbout", { count: perYear.undated })}</p>
      <details>
        <summary>{t("asTable")}</summary>
        <YearsTable years={perYear.years} />
      </details>
    </>
  );
}

function Columns({ found: { years }, founded }: { readonly found: Years; readonly founded: number | null }): ReactNode {
  const t = useTexts(allianceTexts);
  const lang = useLang();
  const height = ({ origins }: Year): number => Object.values(origins).reduce((sum, count) => sum + count, 0);
  const most = Math.max(...years.map(height));
  const axis = marks(most);
  const top = axis.at(-1) ?? 1;
  const step = (WIDTH - LEFT) / years.length;
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const peak = years.find((year) => height(year) === most);
  const { real, simulated } = splitByOrigin(peak?.origins ?? {});
  const span = { first: years[0]?.year ?? "", last: years.at(-1)?.year ?? "", peak: peak?.year ?? "" };
  const label = t(simulated > 0 ? "yearsPictureBoth" : "yearsPicture", { ...span, real, simulated });
  const interval = Math.ceil(34 / step);
  return (
    <svg className="years-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <Stripes />
      {axis.map((value) => (
        <g key={value}>
          <line className="grid" x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
          <text className="axis" x={LEFT - 5} y={y(value) + 4} textAnchor="end">
            {formatNumber(value, lang)}
          </text>
        </g>
      ))}
      {years.map((year, index) => (
        <Column
          key={year.year}
          year={year}
          x={LEFT + index * step}
          width={step}
          y={y}
          named={(years.length - 1 - index) % interval === 0}
        />
      ))}
      {founded !== null && founded >= (years[0]?.year ?? 0) && founded <= (years.at(-1)?.year ?? 0) && (
        <g>
          <line
            className="founded"
            x1={LEFT + (founded - (years[0]?.year ?? 0)) * step}
            x2={LEFT + (founded - (years[0]?.year ?? 0)) * step}
            y1={TOP - 2}
            y2={HEIGHT - BOTTOM}
          />
          <text className="axis" x={LEFT + (founded - (years[0]?.year ?? 0)) * step - 4} y={TOP - 3} textAnchor="end">
            {t("foundedMark")} {founded}
          </text>
        </g>
      )}
    </svg>
  );
}

interface ColumnProps {
  readonly year: Year;
  readonly x: number;
  readonly width: number;
  readonly y: (value: number) => number;
  readonly named: boolean;
}

function Column({ year, x, width, y, named }: ColumnProps): ReactNode {
  const t = useTexts(originTexts);
  const parts = ORIGINS.filter((origin) => year.origins[origin] > 0);
  return (
    <g>
      {parts.map((origin, index) => {
        const below = parts.slice(0, index).reduce((sum, other) => sum + year.origins[other], 0);
        const upper = y(below + year.origins[origin]);
        return (
          <rect key={origin} className={`bar bar-${origin}`} x={x + width * 0.15} width={width * 0.7} y={upper} height={y(below) - upper}>
            <title>{`${year.year} · ${t(origin)} ${year.origins[origin]}`}</title>
          </rect>
        );
      })}
      {named && (
        <text className="axis" x={x + width / 2} y={HEIGHT - 6} textAnchor="middle">
          {year.year}
        </text>
      )}
    </g>
  );
}

/** Stripes for simulated data, recognisable without colour. */
function Stripes(): ReactNode {
  return (
    <defs>
      <pattern id="years-simulated" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" fill="var(--sim-tint)" />
        <rect width="3" height="6" fill="var(--sim-line)" />
      </pattern>
    </defs>
  );
}

function YearsTable({ years }: { readonly years: readonly Year[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const o = useTexts(originTexts);
  const columns: TableColumn<Year>[] = [
    { name: "year", title: t("year"), cell: ({ year }) => year },
    ...ORIGINS.filter((origin) => years.some((year) => year.origins[origin] > 0)).map((origin) => ({
      name: origin,
      title: o(origin),
      numeric: true,
      cell: (year: Year) => year.origins[origin],
    })),
    ...TIE_KINDS.filter((kind) => years.some((year) => year.kinds[kind] > 0)).map((kind) => ({
      name: `kind ${kind}`,
      title: t(kindKey(kind)),
      numeric: true,
      cell: (year: Year) => year.kinds[kind],
    })),
    { name: "real", title: t("realTies"), numeric: true, cell: ({ real }) => real },
  ];
  return <Table columns={columns} rows={years} keyOf={({ year }) => String(year)} caption={t("tiesYears")} />;
}

/** Label of a kind of tie; elsewhere on the page an activity is an entity. */
export function kindKey(kind: TieKind): Exclude<TieKind, "activity"> | "activityTie" {
  return kind === "activity" ? "activityTie" : kind;
}
