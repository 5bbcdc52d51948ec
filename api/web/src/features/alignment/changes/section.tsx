// Openings and closings over time: their effect on the share as charts or tables, and a list of all known ones.

import { Link } from "@tanstack/react-router";
import { useRef, type ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureValue } from "@/shared/figures/figure.tsx";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { ALIGNMENT } from "../address.ts";
import { ViewSwitch } from "../controls.tsx";
import { alignmentTexts } from "../texts.ts";

import { Chart } from "./chart.tsx";
import { listed, PARTS, periodsOf, years, type Change, type ChangeRow, type Listed, type Period } from "./model.ts";

export function Changes(): ReactNode {
  const t = useTexts(alignmentTexts);
  const [{ crosswalk, level, framework, view }] = useUrl(ALIGNMENT);
  const { query } = useCommon();
  const request: Query = { crosswalk, level, framework, limit: 1000, ...query };
  const answer = useAnswer<Answer<ChangeRow>>("/v1/measures/alignment-changes", request);
  return (
    <section className="panel" aria-labelledby="changes">
      <h2 id="changes">{t("changes")}</h2>
      <p className="small">{t("changesAbout")}</p>
      <div className={view === "graph" ? "changes-columns" : ""}>
        <Answered of={answer}>{(data) => <Shown data={data} asked={request} />}</Answered>
        <All />
      </div>
    </section>
  );
}

function Shown({ data, asked }: { readonly data: Answer<ChangeRow>; readonly asked: Query }): ReactNode {
  const lang = useLang();
  const t = useTexts(alignmentTexts);
  const [{ view }] = useUrl(ALIGNMENT);
  const svg = useRef<SVGSVGElement>(null);
  const periods = periodsOf(data.results);
  const single = years(periods);
  if (periods.length === 0) {
    const [why] = data.results;
    return (
      <>
        <Empty />
        <p className="small refused">{inLang(lang, why?.refused, why?.refused_zh)}</p>
      </>
    );
  }
  return (
    <>
      <p className="switch-line">
        <ViewSwitch /> <OriginCounts counts={data.meta.origins} />
      </p>
      {view === "graph" ? (
        <>
          <Chart periods={single} svg={svg} />
          <p className="matrix-legend small">
            <span>
              <i className="swatch swatch-aligned" /> {t("ofWhichAligned")}
            </span>
            <span>
              <i className="swatch swatch-hatch" /> {t("notAligned")}
            </span>
            {PARTS.map((part) => (
              <span key={part}>
                <i className={`swatch swatch-${part}`} /> {t(part)}
              </span>
            ))}
          </p>
        </>
      ) : (
        <Periods periods={periods} />
      )}
      <ExportBar
        path="/v1/measures/alignment-changes"
        query={asked}
        count={data.meta.count}
        cite={data.meta.cite}
        {...(view === "graph" ? { picture: svg } : {})}
      />
    </>
  );
}

function Periods({ periods }: { readonly periods: readonly Period[] }): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const share = (value: number | null): ReactNode =>
    value === null ? <span className="unknown">{t("unknown")}</span> : formatNumber(value, lang);
  const columns: TableColumn<Period>[] = [
    { name: "year", title: t("yearColumn"), cell: ({ since, until }) => (since === until ? since : `${since}–${until}`) },
    { name: "before", title: t("before"), numeric: true, cell: ({ before }) => share(before) },
    { name: "after", title: t("after"), numeric: true, cell: ({ after }) => share(after) },
    { name: "difference", title: t("difference"), cell: ({ difference }) => difference && <FigureValue of={difference} /> },
    ...PARTS.map((part) => ({
      name: part,
      title: t(part),
      cell: ({ parts }: Period) => {
        const row = parts[part];
        return (
          row && (
            <>
              <FigureValue of={row} />
              <br />
              <span className="small">{t("alignedOf", { programs: row.programs ?? 0, aligned: row.aligned ?? 0 })}</span>
            </>
          )
        );
      },
    })),
  ];
  return <Table columns={columns} rows={periods} keyOf={({ since, until }) => `${since} ${until}`} caption={t("changes")} />;
}

/** Rows of the question, including undated programs and reductions. */
function All(): ReactNode {
  const t = useTexts(alignmentTexts);
  const { query } = useCommon();
  const answer = useAnswer<Answer<Change & Readonly<Record<string, unknown>>>>("/v1/questions/program-openings-and-closings", {
    limit: 1000,
    ...query,
  });
  const name = (change: string): string => (change === "opened" || change === "closed" || change === "downsized" ? t(change) : change);
  const columns: TableColumn<Listed>[] = [
    { name: "year", title: t("yearColumn"), cell: ({ year }) => year ?? <span className="unknown">{t("undated")}</span> },
    { name: "change", title: t("change"), cell: ({ change }) => name(change) },
    { name: "count", title: t("total"), numeric: true },
    { name: "origins", title: "", cell: ({ origins }) => <OriginCounts counts={origins} /> },
  ];
  return (
    <div>
      <h3>{t("listed")}</h3>
      <Answered of={answer}>
        {(data) => {
          const rows = listed(data.results);
          return rows.length === 0 ? (
            <Empty />
          ) : (
            <Table columns={columns} rows={rows} keyOf={(row) => `${row.year ?? ""} ${row.change}`} caption={t("listed")} />
          );
        }}
      </Answered>
      <p>
        <Link to="/questions/$name" params={{ name: "program-openings-and-closings" }}>
          {t("listAll")}
        </Link>
      </p>
    </div>
  );
}
