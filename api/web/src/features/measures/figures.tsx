// Figures of a measure as a table, each with the figure from documented rows only.

import type { ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureValue, type FigureRow } from "@/shared/figures/figure.tsx";
import { useReason } from "@/shared/figures/reasons.ts";
import { said } from "@/shared/figures/words.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { NothingFits } from "@/shared/params/nothing.tsx";
import { columnName } from "@/shared/params/words.ts";
import { useDeclaredColumns } from "@/shared/table/declared.tsx";
import { DatedNote } from "@/shared/states/dated.tsx";
import { SortedTable } from "@/shared/table/sorted.tsx";
import type { TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useChangeSearch } from "@/shared/url/url.ts";

import { Beside } from "./beside.tsx";
import { IntervalBar, spanOf } from "./interval.tsx";
import { arranged, counts, realOf } from "./columns.ts";
import { measureTexts } from "./texts.ts";
import type { Measure, MeasureMeta } from "./types.ts";

interface FiguresProps {
  readonly measure: Measure;
  readonly data: Answer<FigureRow>;
  readonly query: Query;
}

export function Figures({ measure, data, query }: FiguresProps): ReactNode {
  const t = useTexts(measureTexts);
  const lang = useLang();
  const changeSearch = useChangeSearch();
  const meta: MeasureMeta = data.meta;
  const columns = useFigureColumns(measure, data, query);
  const refused = data.results.filter((row) => row.value === null).length;
  const count = formatNumber(data.results.length, lang);
  const most = measure.params.find((param) => param.name === "limit")?.maximum ?? 0;
  return (
    <>
      <p className="lead" aria-live="polite">
        {refused > 0 && refused === data.results.length ? t("allRefused", { count }) : t("figures", { count })}{" "}
        {refused > 0 && refused < data.results.length && (
          <span className="refused">{t("refusedCount", { count: formatNumber(refused, lang) })}</span>
        )}{" "}
        <OriginCounts counts={meta.origins} /> <DatedNote of={meta} />
      </p>
      {data.results.length === 0 ? (
        <NothingFits params={measure.params} />
      ) : (
        <div className="figures">
          <SortedTable
            columns={columns}
            rows={data.results}
            truncated={meta.truncated === true}
            keyOf={(row) => row.key}
            caption={lang === "zh" ? measure.title_zh : measure.title}
          />
        </div>
      )}
      {meta.truncated === true && (
        <p className="small">
          {t("truncated", { count: data.results.length })}{" "}
          {data.results.length < most && (
            <button type="button" onClick={() => changeSearch({ limit: String(most) })}>
              {t("more", { count: most })}
            </button>
          )}
        </p>
      )}
      <ExportBar
        path={measure.href}
        query={query}
        count={meta.truncated === true ? null : data.results.length}
        cite={meta.cite}
        part={meta.truncated === true}
      />
      <Beside meta={meta} />
    </>
  );
}

/** Columns: subject, figure, documented figure, further numbers. */
function useFigureColumns(measure: Measure, data: Answer<FigureRow>, query: Query): readonly TableColumn<FigureRow>[] {
  const t = useTexts(measureTexts);
  const lang = useLang();
  const { before, after, byOrigin } = arranged(measure.returns, data.results);
  const reason = useReason();
  const word = (value: string): string => said(lang, value);
  const words = new Map(
    before.filter((column) => column.type === "str" && !column.many).map(({ name }) => [name, name === "reason" ? reason : word]),
  );
  const front = useDeclaredColumns<FigureRow>(before).map((column) => orNothing(column, words.get(column.name)));
  const back = useDeclaredColumns<FigureRow>(after).map((column) => orNothing(column));
  const span = spanOf(data.results);
  const documented = useDocumented(measure, query);
  const unit = measure.unit.startsWith("see ") || measure.unit === "%" || measure.unit === "count" ? "" : ` (${said(lang, measure.unit)})`;
  const inline = measure.unit === "%" ? "%" : null;
  const figure: TableColumn<FigureRow> = {
    name: "value",
    title: `${t("figure")}${unit}`,
    by: ({ value }) => value,
    cell: (row) => (
      <span className="figure-cell">
        <FigureValue of={inWords(row, lang)} unit={inline} />
        {span !== null && <IntervalBar of={row} span={span} />}
      </span>
    ),
  };
  const beside: TableColumn<FigureRow> = {
    name: "documented",
    title: t("documentedOnly"),
    by: ({ key }) => documented?.get(key)?.value ?? null,
    cell: (row) => {
      const same = documented?.get(row.key);
      return same === undefined ? (
        <span className="none">{t("noSuchRow")}</span>
      ) : (
        <span className="figure-cell">
          <FigureValue of={inWords(same, lang)} unit={inline} />
        </span>
      );
    },
  };
  const origins = byOrigin.map((name) => ({
    name,
    title: t("of", { name: columnName(lang, name) }),
    by: (row: FigureRow) => realOf(row, name),
    cell: (row: FigureRow) => <OriginCounts counts={counts(row, name)} />,
  }));
  return [...front, figure, ...(documented === undefined ? [] : [beside]), ...back, ...origins];
}

/** The unit column of a row, in the language of the page. */
function inWords(row: FigureRow, lang: Lang): FigureRow {
  return typeof row.unit === "string" ? { ...row, unit: said(lang, row.unit) } : row;
}

/** A column in which empty cells stay blank: a total has no county. With `say`, its values are translated words. */
function orNothing(column: TableColumn<FigureRow>, say?: (value: string) => string): TableColumn<FigureRow> {
  const { name, cell } = column;
  const by = (row: FigureRow): string | null => (say !== undefined && typeof row[name] === "string" ? say(row[name]) : null);
  return {
    ...column,
    ...(say === undefined ? {} : { by }),
    cell: (row) => {
      const value = row[name];
      return value === null || value === undefined ? <span className="none">–</span> : (by(row) ?? cell?.(row));
    },
  };
}

/** The same figures from documented and reference rows, by key; undefined if the page already shows only those. */
function useDocumented(measure: Measure, query: Query): ReadonlyMap<string, FigureRow> | undefined {
  const { origin } = useCommon();
  const limit = measure.params.find((param) => param.name === "limit")?.maximum ?? undefined;
  const asked = useAnswer<Answer<FigureRow>>(origin !== "documented" ? measure.href : null, {
    ...query,
    limit,
    origin: "documented,reference",
  });
  return origin === "documented" || asked.data === undefined ? undefined : new Map(asked.data.results.map((row) => [row.key, row]));
}
