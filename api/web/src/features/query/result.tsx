// Result of a query: table, drawing, plan, and exports.

import { useMemo, useState, type ReactNode } from "react";

import { CopyButton } from "@/shared/exporting/copy.tsx";
import { save } from "@/shared/exporting/picture.ts";
import { formatNumber } from "@/shared/format.ts";
import { parts } from "@/shared/graph/parts.ts";
import { GraphDrawing } from "@/shared/graph/view.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useShortcut } from "@/shared/keys/registry.ts";
import { Table, type TableColumn } from "@/shared/table/table.tsx";

import type { Limits } from "./overview.tsx";
import { queryTexts } from "./texts.ts";
import { Value } from "./value.tsx";
import { csvOf, graphOf, planLines, type CypherAnswer, type Plan } from "./values.ts";

export const SHOW = ["table", "graph", "plan"] as const;
export type Show = (typeof SHOW)[number];

interface ResultProps {
  readonly answer: CypherAnswer;
  readonly show: Show;
  readonly change: (show: Show) => void;
  readonly limits: Limits;
}

export function Result({ answer, show, change, limits }: ResultProps): ReactNode {
  const t = useTexts(queryTexts);
  const lang = useLang();
  const [png, setPng] = useState<() => Promise<Blob>>();
  useShortcut("g", t("graph"), () => change("graph"));
  useShortcut("t", t("table"), () => change("table"));
  const count = formatNumber(answer.rows.length, lang);
  // EXPLAIN returns only a plan.
  const shown = answer.columns.length > 0 && answer.rows.length === 0 && answer.plan ? "plan" : show;
  return (
    <section className="result">
      <p className="headline" role="status">
        <span role="group" aria-label={t("show")} className="switch">
          {SHOW.map((kind) => (
            <button key={kind} type="button" aria-pressed={shown === kind} onClick={() => change(kind)}>
              {t(kind)}
            </button>
          ))}
        </span>
        <b>{t("rows", { count, ms: formatNumber(answer.meta.ms, lang, 0) })}</b>
      </p>
      {answer.truncated && (
        <p className="state unfinished">
          {answer.truncated_by === "bytes" ? t("truncatedBytes") : t("truncatedRows", { count: formatNumber(limits.rows, lang) })}
        </p>
      )}
      {shown === "plan" && <PlanTable of={answer.plan ?? undefined} />}
      {shown === "graph" && <Drawn answer={answer} drawn={(make) => setPng(() => make)} />}
      {shown === "table" && <Rows answer={answer} />}
      <Files answer={answer} png={shown === "graph" ? png : undefined} />
    </section>
  );
}

interface RowItem {
  readonly values: readonly unknown[];
}

function Rows({ answer }: { readonly answer: CypherAnswer }): ReactNode {
  const t = useTexts(queryTexts);
  const lang = useLang();
  if (answer.rows.length === 0) {
    return (
      <p className="state empty" role="status">
        {t("empty")}
      </p>
    );
  }
  const columns: TableColumn<RowItem>[] = answer.columns.map((name, at) => ({
    name: `${at} ${name}`,
    title: <code>{name}</code>,
    numeric: answer.rows.every((row) => typeof row[at] === "number"),
    cell: (row) => <Value value={row.values[at]} />,
  }));
  const rows = answer.rows.map((values) => ({ values }));
  return (
    <Table
      columns={columns}
      rows={rows}
      keyOf={(_, index) => String(index)}
      caption={t("caption", { count: formatNumber(rows.length, lang) })}
    />
  );
}

interface DrawnProps {
  readonly answer: CypherAnswer;
  readonly drawn: (png: () => Promise<Blob>) => void;
}

function Drawn({ answer, drawn }: DrawnProps): ReactNode {
  const t = useTexts(queryTexts);
  const lang = useLang();
  // Memoised per response, since a new object would redraw the graph.
  const drawing = useMemo(() => {
    const graph = graphOf(answer.rows, lang);
    return { graph, places: parts(graph) };
  }, [answer, lang]);
  return drawing.graph.nodes.length === 0 ? (
    <p className="state empty" role="status">
      {t("noGraph")}
    </p>
  ) : (
    <GraphDrawing graph={drawing.graph} places={drawing.places} drawn={drawn} />
  );
}

function PlanTable({ of }: { readonly of: Plan | undefined }): ReactNode {
  const t = useTexts(queryTexts);
  const lang = useLang();
  if (of === undefined) {
    return (
      <p className="state empty" role="status">
        {t("noPlan")}
      </p>
    );
  }
  const lines = planLines(of).map((line, index) => ({ ...line, index }));
  const number = (value: number | null | undefined): string => (value === null || value === undefined ? "" : formatNumber(value, lang, 1));
  const profiled = lines.some(({ plan }) => plan.db_hits !== undefined && plan.db_hits !== null);
  const columns: TableColumn<(typeof lines)[number]>[] = [
    {
      name: "operator",
      title: t("operator"),
      cell: ({ depth, plan }) => (
        <span style={{ paddingInlineStart: `${depth * 1.1}rem` }}>
          <code>{plan.operator}</code>
        </span>
      ),
    },
    { name: "details", title: t("details"), cell: ({ plan }) => <code className="plan-details">{plan.details}</code> },
    { name: "estimated", title: t("estimated"), numeric: true, cell: ({ plan }) => number(plan.estimated_rows) },
    ...(profiled
      ? [
          { name: "rows", title: t("actual"), numeric: true, cell: ({ plan }: (typeof lines)[number]) => number(plan.rows) },
          { name: "hits", title: t("hits"), numeric: true, cell: ({ plan }: (typeof lines)[number]) => number(plan.db_hits) },
        ]
      : []),
  ];
  return <Table columns={columns} rows={lines} keyOf={(line) => String(line.index)} caption={t("plan")} />;
}

interface FilesProps {
  readonly answer: CypherAnswer;
  readonly png: (() => Promise<Blob>) | undefined;
}

function Files({ answer, png }: FilesProps): ReactNode {
  const t = useTexts(queryTexts);
  const give = (text: string, type: string, name: string) => (): void => save(new Blob([text], { type }), name);
  const json = (): string =>
    JSON.stringify(
      { data_version: answer.meta.data_version, columns: answer.columns, rows: answer.rows, truncated: answer.truncated },
      null,
      1,
    );
  return (
    <div className="export-bar">
      <CopyButton text={() => location.href} label={t("link")} />
      <button type="button" onClick={give(csvOf(answer), "text/csv;charset=utf-8", "query.csv")}>
        CSV
      </button>
      <button type="button" onClick={give(json(), "application/json", "query.json")}>
        JSON
      </button>
      {png !== undefined && (
        <button type="button" onClick={() => void png().then((blob) => save(blob, "query.png"))}>
          PNG
        </button>
      )}
    </div>
  );
}
