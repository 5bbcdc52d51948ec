// Affected figures: before, after, effect of each change, and rows that entered or left.

import type { AuditRow, ScenarioAnswer, ScenarioRow } from "@client/generated/types.gen.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Origin } from "@/shared/api/types.ts";
import { save } from "@/shared/exporting/picture.ts";
import { isId, keyParts, partLabel, thingsOf } from "@/shared/figures/labels.ts";
import { formatAmount, formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { pageOf } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { columnName } from "@/shared/params/words.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { Dumbbell } from "./dumbbell.tsx";
import { Given, useMeasureName, useMeasures } from "./measures.tsx";
import { csvOf } from "./model.ts";
import { Named } from "./named.tsx";
import { useRun } from "./run.ts";
import { whatIfTexts } from "./texts.ts";

export function Results(): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ scenario }] = useUrl(WHAT_IF);
  const { origin } = useCommon();
  const run = useRun(scenario);
  if (scenario.changes.length === 0) {
    return null;
  }
  return (
    <section className="panel results" aria-labelledby="results">
      <h2 id="results">{t("results")}</h2>
      {origin === "documented" && <p className="small refused">{t("documentedOnly")}</p>}
      <Answered of={run}>{(data) => <Shown data={data} />}</Answered>
    </section>
  );
}

function Shown({ data }: { readonly data: ScenarioAnswer }): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ scenario }] = useUrl(WHAT_IF);
  const names = [...new Set(scenario.measures.map(({ name }) => name))];
  const give = (text: string, type: string, name: string): void => save(new Blob([text], { type }), name);
  return (
    <>
      {names.map((name) => (
        <OfMeasure key={name} name={name} rows={data.results.filter(({ measure }) => measure === name)} />
      ))}
      {data.meta.truncated && <p className="small">{t("more")}</p>}
      <div className="export-bar" role="group" aria-label={t("results")}>
        <button type="button" onClick={() => give(csvOf(data.results, data.meta.changes.length), "text/csv", "scenario-figures.csv")}>
          {t("csv")}
        </button>
        <button type="button" onClick={() => give(`${JSON.stringify(data, null, 2)}\n`, "application/json", "scenario-answer.json")}>
          {t("json")}
        </button>
      </div>
    </>
  );
}

function OfMeasure({ name, rows }: { readonly name: string; readonly rows: readonly ScenarioRow[] }): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  const titleOf = useMeasureName();
  const [{ scenario }] = useUrl(WHAT_IF);
  const requested = scenario.measures.filter((one) => one.name === name);
  const unit = useMeasures().find((one) => one.name === name)?.unit === "%" ? "%" : "";
  const display = (value: number | null): ReactNode =>
    value === null ? <span className="refused">{t("none")}</span> : formatAmount(value, unit, lang);
  const ends = rows.flatMap(({ before, after }) => [before, after]).filter((value) => value !== null);
  const columns: TableColumn<ScenarioRow>[] = [
    { name: "figure", title: t("figure"), cell: ({ key }) => <Key of={key} measure={name} /> },
    { name: "before", title: t("before"), numeric: true, cell: (row) => <End value={display(row.before)} of={endOf(row, "before")} /> },
    { name: "after", title: t("after"), numeric: true, cell: (row) => <End value={display(row.after)} of={endOf(row, "after")} /> },
    { name: "picture", title: "", cell: ({ before, after }) => <Dumbbell before={before} after={after} ends={ends} unit={unit} /> },
    { name: "difference", title: t("difference"), cell: (row) => <Difference of={row} /> },
    { name: "steps", title: t("steps"), cell: ({ steps }) => <Steps of={steps} /> },
    { name: "rows", title: t("rows"), cell: (row) => <Changed of={row} /> },
  ];
  return (
    <>
      <h3>
        {titleOf(name)}{" "}
        {requested.map((one) => (
          <Given key={JSON.stringify(one)} of={one} />
        ))}
      </h3>
      {rows.length === 0 ? (
        <p className="small">{t("untouched")}</p>
      ) : (
        <Table columns={columns} rows={rows} keyOf={({ key }, index) => `${key} ${index}`} caption={titleOf(name)} />
      )}
    </>
  );
}

interface Behind {
  readonly origin: Origin | null;
  readonly real: number;
  readonly simulated: number;
}

/** Origin and rows of a figure before or after the scenario. */
export function endOf(row: ScenarioRow, end: "before" | "after"): Behind {
  return end === "before"
    ? { origin: row.origin_before, real: row.behind_before_real, simulated: row.behind_before_simulated }
    : { origin: row.origin_after, real: row.behind_after_real, simulated: row.behind_after_simulated };
}

/** A figure with its origin, and the rows behind it: real ones first, simulated ones apart. */
function End({ value, of }: { readonly value: ReactNode; readonly of: Behind }): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  const counts = { real: formatNumber(of.real, lang), simulated: formatNumber(of.simulated, lang) };
  return (
    <span className="scenario-end">
      {value} <OriginMark origin={of.origin} />
      {of.real + of.simulated > 0 && <span className="small">{t(of.simulated > 0 ? "behindBoth" : "behindReal", counts)}</span>}
    </span>
  );
}

/** A key as text; the measure names the entities in it. */
function Key({ of, measure }: { readonly of: string; readonly measure: string }): ReactNode {
  const lang = useLang();
  const [{ scenario }] = useUrl(WHAT_IF);
  const params = scenario.measures.find(({ name }) => name === measure)?.params as Readonly<Record<string, string | number>> | undefined;
  const { data } = useAnswer<Answer>(`/v1/measures/${measure}`, { ...params, limit: 1000 });
  const row = data?.results.find(({ key }) => key === of);
  const things = row === undefined ? new Map<string, never>() : thingsOf(row);
  return keyParts(of).map((part, index) => (
    <span key={part}>
      {index > 0 && " · "}
      {isId(part) ? <Named id={part} /> : partLabel(lang, part, things)}
    </span>
  ));
}

const NEAR_ZERO = 1e-9;

function signed(value: number, lang: "zh" | "en"): string {
  const digits = formatNumber(Math.abs(value), lang);
  return Math.abs(value) < NEAR_ZERO ? "0" : `${value > 0 ? "+" : "−"}${digits}`;
}

function Difference({ of }: { readonly of: ScenarioRow }): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  if (of.difference === null) {
    return <span className="why">{of.refused === null ? t("none") : inLang(lang, of.refused, of.refused_zh)}</span>;
  }
  const way = Math.abs(of.difference) < NEAR_ZERO ? "same" : of.difference > 0 ? "up" : "down";
  return (
    <b className={`difference difference-${way}`}>
      {way === "up" ? "▲ " : way === "down" ? "▼ " : ""}
      {way === "same" ? t("unchanged") : signed(of.difference, lang)}
    </b>
  );
}

function Steps({ of }: { readonly of: readonly number[] | null }): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  return of === null ? (
    <span className="none">–</span>
  ) : (
    <ul className="plain steps">
      {of.map((value, index) => (
        <li key={index} className={Math.abs(value) < NEAR_ZERO ? "none" : ""}>
          {t("stepOf", { number: index + 1, value: signed(value, lang) })}
        </li>
      ))}
    </ul>
  );
}

interface Moved extends AuditRow {
  readonly way: "came" | "went";
}

function Changed({ of }: { readonly of: ScenarioRow }): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  const rows: readonly Moved[] = [
    ...of.entered.map((row) => ({ ...row, way: "came" as const })),
    ...of.left.map((row) => ({ ...row, way: "went" as const })),
  ];
  if (of.rows === 0) {
    return <span className="none">–</span>;
  }
  const columns: TableColumn<Moved>[] = [
    { name: "way", title: "", cell: ({ way }) => t(way) },
    { name: "role", title: t("role"), cell: ({ role }) => columnName(lang, role) },
    { name: "row", title: t("row"), cell: (row) => <RowName of={row} /> },
    { name: "origin", title: "", cell: ({ origin }) => <OriginMark origin={origin} /> },
  ];
  return (
    <details>
      <summary>{t("rowsChanged", { count: formatNumber(of.rows, lang) })}</summary>
      <Table columns={columns} rows={rows} keyOf={({ way, role, id }) => `${way} ${role} ${id}`} caption={t("rows")} />
      {of.rows > rows.length && <p className="small">{t("someRows")}</p>}
    </details>
  );
}

/** An entity by its name, a relationship as a sentence; entities added by the scenario have no page. */
function RowName({ of }: { readonly of: AuditRow }): ReactNode {
  const lang = useLang();
  if (of.start === null || of.end === null) {
    return <Named id={of.id} />;
  }
  const said = inLang(lang, of.sentence, of.sentence_zh);
  const added = [of.start, of.end].some(({ id }) => id.includes(":scenario-"));
  return added ? said : <Link to={pageOf(of.href)}>{said}</Link>;
}
