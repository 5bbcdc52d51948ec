// Each reported figure with the counts of the graph by origin.

import { Link } from "@tanstack/react-router";
import { useId, type ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatAmount, formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { Scope, scopeIn } from "@/shared/names/scope.tsx";
import { metricName, wordIn } from "@/shared/names/words.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { ThingPicker } from "@/shared/params/picker.tsx";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { FactsChip } from "@/shared/sources/facts.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { DatedNote } from "@/shared/states/dated.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { asked, choicesOf, fits, isRecorded, NO_YEAR, reportedOf, type CountedRow, type Reported } from "./rows.ts";
import { CLAIMS } from "./state.ts";
import { claimTexts } from "./texts.ts";

const QUESTION = "/v1/questions/claims-against-graph";
const MOST = 1000;

export function Claims(): ReactNode {
  const { listed } = useCommon();
  const [filters] = useUrl(CLAIMS);
  const query = { about: filters.about, limit: MOST, ...listed };
  const answer = useAnswer<Answer<CountedRow>>(QUESTION, query);
  return (
    <Answered of={answer}>
      {(data) => (
        <>
          <p>
            <DatedNote of={data.meta} />
          </p>
          <Reports all={reportedOf(data.results)} />
          <Files data={data} query={query} />
        </>
      )}
    </Answered>
  );
}

interface FilesProps {
  readonly data: Answer<CountedRow>;
  readonly query: Query;
}

/** Files and citation of the reported figures that pass the filters of the page. */
function Files({ data, query }: FilesProps): ReactNode {
  const t = useTexts(claimTexts);
  const lang = useLang();
  const [filters] = useUrl(CLAIMS);
  const all = reportedOf(data.results);
  const rows = all.filter((item) => fits(item, filters)).reduce((sum, { counted }) => sum + Math.max(1, counted.length), 0);
  return (
    <>
      <p className="small">{t("fileRows", { count: formatNumber(rows, lang) })}</p>
      <ExportBar path={QUESTION} query={{ ...query, ...asked(filters, all) }} count={rows} cite={data.meta.cite} />
    </>
  );
}

function Reports({ all }: { readonly all: readonly Reported[] }): ReactNode {
  const t = useTexts(claimTexts);
  const lang = useLang();
  const [filters] = useUrl(CLAIMS);
  const columns = useColumns();
  const shown = all.filter((item) => fits(item, filters));
  const countable = shown.filter(isRecorded).length;
  const counts = { shown: formatNumber(shown.length, lang), all: formatNumber(all.length, lang) };
  return (
    <>
      <Filters all={all} />
      <p className="lead" aria-live="polite">
        {t(shown.length < all.length ? "headOf" : "head", counts)} · {t("countable", { count: formatNumber(countable, lang) })}{" "}
        <Link className="small" to="/questions/$name" params={{ name: "claims-against-graph" }} search={{ computed: "1" }}>
          {t("question")}
        </Link>
      </p>
      {shown.length === 0 ? (
        <NoneFits />
      ) : (
        <div className="claims">
          <Table columns={columns} rows={shown} keyOf={(item) => item.claim.id} caption={t("claims")} />
        </div>
      )}
    </>
  );
}

const FILTERS = ["scope", "year", "theme"] as const;

function Filters({ all }: { readonly all: readonly Reported[] }): ReactNode {
  const t = useTexts(claimTexts);
  const lang = useLang();
  const [{ about, scope, year, theme }, change] = useUrl(CLAIMS);
  const choices = choicesOf(all);
  const years = [...choices.years.map((name) => [name, name] as const), [NO_YEAR, t("noYear")] as const];
  return (
    <section className="panel params">
      <ThingPicker value={about} types={[]} label={t("aboutThing")} onPick={(id) => change({ about: id })} />
      <Choice
        label={t("theme")}
        value={theme}
        choices={choices.themes.map((name) => [name, t(name)])}
        set={(next) => change({ theme: next })}
      />
      <Choice
        label={t("scope")}
        value={scope}
        choices={choices.scopes.map((row) => [row.scope, scopeIn(lang, row).text])}
        set={(next) => change({ scope: next })}
      />
      <Choice label={t("year")} value={year} choices={years} set={(next) => change({ year: next })} />
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [string, string])[];
  readonly set: (value: string) => void;
}

function Choice({ label, value, choices, set }: ChoiceProps): ReactNode {
  const t = useTexts(claimTexts);
  const id = useId();
  return (
    <div className="param">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => set(event.target.value)}>
        <option value="">{t("any")}</option>
        {choices.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

function NoneFits(): ReactNode {
  const t = useTexts(claimTexts);
  const [values, change] = useUrl(CLAIMS);
  return (
    <Empty>
      {FILTERS.filter((name) => values[name] !== "").map((name) => (
        <button key={name} type="button" onClick={() => change({ [name]: "" })}>
          {t("clear", { name: t(name) })}
        </button>
      ))}
      {values.about !== "" && (
        <button type="button" onClick={() => change({ about: "" })}>
          {t("clear", { name: t("aboutThing") })}
        </button>
      )}
    </Empty>
  );
}

function useColumns(): readonly TableColumn<Reported>[] {
  const t = useTexts(claimTexts);
  const lang = useLang();
  return [
    { name: "value", title: t("reported"), cell: (item) => <Figure of={item.first} /> },
    { name: "claim", title: t("what"), cell: (item) => <What of={item} /> },
    { name: "scope", title: t("scope"), cell: ({ first }) => <Scope of={first} /> },
    { name: "period", title: t("period"), cell: ({ first }) => wordIn(lang, first.period) },
    { name: "counted", title: t("counted"), cell: (item) => <Counted of={item} /> },
  ];
}

function Figure({ of }: { readonly of: CountedRow }): ReactNode {
  const lang = useLang();
  const year = of.unit === "year";
  const qualifier = of.qualifier === null || of.qualifier === "exact" ? "" : wordIn(lang, of.qualifier);
  const after = of.qualifier === "as printed";
  return (
    <span className="reported-figure">
      {qualifier !== "" && !after && <span className="small">{qualifier} </span>}
      <b>{year ? String(of.value) : formatAmount(of.value, wordIn(lang, of.unit), lang)}</b>
      {after && <span className="small"> {qualifier}</span>}
    </span>
  );
}

function What({ of }: { readonly of: Reported }): ReactNode {
  const lang = useLang();
  return (
    <>
      <strong className="metric">{metricName(lang, of.first.metric)}</strong>
      <ThingLink of={of.claim} /> <ClaimSource of={of} />
    </>
  );
}

/** The source of the claim; its subject has the same sources. */
function ClaimSource({ of }: { readonly of: Reported }): ReactNode {
  const { data } = useAnswer<Answer<Thing>>("/v1/claims", { per_page: 200 });
  const claim = data?.results.find((known) => known.id === of.claim.id);
  return claim === undefined ? <FactsChip of={of.first.evidence} /> : <SourceChip of={claim} />;
}

function Counted({ of }: { readonly of: Reported }): ReactNode {
  const t = useTexts(claimTexts);
  const lang = useLang();
  const { first, counted } = of;
  if (!first.countable) {
    return (
      <span className="not-countable small">
        {t("notCountable")} {inLang(lang, first.reason, first.reason_zh)}
      </span>
    );
  }
  return (
    <div className="counted">
      {counted.length === 0 && <span className="unknown">{t("nothing")}</span>}
      {counted.map((row) => (
        <CountedLine key={row.origin} row={row} most={Math.max(first.value, ...counted.map((other) => other.counted ?? 0))} />
      ))}
      <span className="small">{inLang(lang, first.counts, first.counts_zh)}</span>
    </div>
  );
}

/** Count of one origin as a bar on the scale of the reported figure, which is shown as a mark. */
function CountedLine({ row, most }: { readonly row: CountedRow; readonly most: number }): ReactNode {
  const t = useTexts(claimTexts);
  const lang = useLang();
  const counted = row.counted ?? 0;
  if (row.base === 0) {
    return (
      <span className="counted-line">
        <b>{row.counted === null ? "–" : "0"}</b> <span className="unknown">{t("nothing")}</span>
      </span>
    );
  }
  const x = (value: number): number => (most === 0 ? 0 : (value / most) * 96);
  return (
    <span className="counted-line">
      <svg width={100} height={14} aria-hidden="true" className={`compare compare-${row.origin}`}>
        <rect x={1} y={3} width={Math.max(1, x(counted))} height={8} />
        <line x1={x(row.value) + 1} x2={x(row.value) + 1} y1={0} y2={14} />
      </svg>
      <b>{row.unit === "%" ? `${formatNumber(counted, lang)}%` : formatNumber(counted, lang)}</b>
      {row.base !== null && row.unit === "%" && <span className="small">{t("ofBase", { base: formatNumber(row.base, lang) })}</span>}
      <OriginMark origin={row.origin} />
      {row.calibrated && <span className="small calibrated">{inLang(lang, row.calibration, row.calibration_zh)}</span>}
    </span>
  );
}
