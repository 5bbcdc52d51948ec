// Answer to a question: the sentence with its numbers, parameters, rows and picture.

import { useRef, type ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Origin, Row } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { OriginCounts, OriginMark } from "@/shared/origin/origin.tsx";
import { splitRows } from "@/shared/origin/split.ts";
import { NothingFits } from "@/shared/params/nothing.tsx";
import { useDeclaredColumns } from "@/shared/table/declared.tsx";
import { DatedNote } from "@/shared/states/dated.tsx";
import { SortedTable } from "@/shared/table/sorted.tsx";
import { text, useChangeSearch, useUrl } from "@/shared/url/url.ts";

import { picked } from "./flow.ts";
import { FlowPicture } from "./picture.tsx";
import { RowsGraph } from "./rows-graph.tsx";
import { filled, statesRows, type Piece } from "./sentence.ts";
import { questionTexts } from "./texts.ts";
import type { Question } from "./types.ts";

export interface QuestionRow extends Row {
  readonly origin: Origin;
}

/** The selection in the picture. */
export const PICK = { pick: text() };

interface QuestionAnswerProps {
  readonly question: Question;
  readonly data: Answer<QuestionRow>;
  readonly query: Query;
  /** The parameter form, between the sentence and the rows. */
  readonly children: ReactNode;
}

export function QuestionAnswer({ question, data, query, children }: QuestionAnswerProps): ReactNode {
  const [{ pick }] = useUrl(PICK);
  const t = useTexts(questionTexts);
  const lang = useLang();
  const svg = useRef<SVGSVGElement>(null);
  const { flow } = question;
  const rows = flow !== null && pick !== "" ? data.results.filter((row) => picked(row, flow, pick)) : data.results;
  const whole = data.meta.truncated !== true;
  return (
    <>
      <Sentence question={question} data={data} query={query} />
      <section className="panel">{children}</section>
      {data.results.length === 0 ? (
        <NothingFits params={question.params} />
      ) : (
        <>
          <Rows question={question} data={data} rows={rows} />
          {rows.length < data.results.length && (
            <p className="small">{t("filesHaveAll", { count: formatNumber(data.results.length, lang) })}</p>
          )}
          <ExportBar
            path={question.href}
            query={query}
            count={whole ? data.results.length : typeof query["limit"] === "string" ? Number(query["limit"]) : null}
            cite={data.meta.cite}
            part={!whole}
            {...(flow === null ? {} : { picture: svg })}
          />
          {flow === null ? (
            <RowsGraph question={question} rows={rows} />
          ) : (
            <FlowPicture flow={flow} rows={data.results} cut={!whole} svg={svg} />
          )}
        </>
      )}
    </>
  );
}

interface SentenceProps {
  readonly question: Question;
  readonly data: Answer<QuestionRow>;
  readonly query: Query;
}

function Sentence({ question, data, query }: SentenceProps): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const words = (lang === "zh" ? question.sentence_zh : question.sentence) ?? t("rows");
  const { real, simulated } = useSplit(question, data, query);
  const cut = data.meta.truncated === true;
  return (
    <div className="sentence" aria-live="polite">
      {(real.rows.length > 0 || simulated.length === 0) && (
        <p className="lead">
          {real.cut && <span className="small">{t("atLeast")}</span>}
          <Said words={words} rows={real.rows} />
        </p>
      )}
      {simulated.length > 0 && (
        <p className="of-them">
          {real.rows.length === 0 && <>{t("noneReal")} </>}
          <OriginMark origin="simulated" /> {t("simulatedApart")} {cut && t("atLeast")}
          <Said words={words} rows={simulated} />
        </p>
      )}
      <p>
        <OriginCounts counts={data.meta.origins} />
        <DatedNote of={data.meta} />
      </p>
    </div>
  );
}

interface Split {
  readonly real: { readonly rows: readonly QuestionRow[]; readonly cut: boolean };
  readonly simulated: readonly QuestionRow[];
}

/** The rows of the answer, real and simulated apart. Of a truncated answer, the real rows come from a request of their own. */
function useSplit(question: Question, data: Answer<QuestionRow>, query: Query): Split {
  const rows = splitRows(data.results);
  const cut = data.meta.truncated === true;
  const limit = question.params.find((param) => param.name === "limit")?.maximum ?? undefined;
  const ask = cut && rows.simulated.length > 0;
  const whole = useAnswer<Answer<QuestionRow>>(ask ? question.href : null, { ...query, limit, origin: "real" });
  return ask && whole.data !== undefined
    ? { real: { rows: whole.data.results, cut: whole.data.meta.truncated === true }, simulated: rows.simulated }
    : { real: { rows: rows.real, cut }, simulated: rows.simulated };
}

/** The sentence; where it does not state the number of rows in the table, they are added. */
function Said({ words, rows }: { readonly words: string; readonly rows: readonly QuestionRow[] }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  return (
    <>
      <Pieces of={filled(words, rows)} />
      {!statesRows(words) && <span className="small rows-count"> {t("inRows", { count: formatNumber(rows.length, lang) })}</span>}
    </>
  );
}

function Pieces({ of }: { readonly of: readonly Piece[] }): ReactNode {
  const lang = useLang();
  return of.map((piece, index) =>
    typeof piece === "number" ? <b key={index}>{formatNumber(piece, lang)}</b> : <span key={index}>{piece}</span>,
  );
}

interface RowsProps {
  readonly question: Question;
  readonly data: Answer<QuestionRow>;
  readonly rows: readonly QuestionRow[];
}

function Rows({ question, data, rows }: RowsProps): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const [, change] = useUrl(PICK);
  const changeSearch = useChangeSearch();
  const columns = useDeclaredColumns<QuestionRow>(question.returns);
  const most = question.params.find((param) => param.name === "limit")?.maximum ?? null;
  const places = new Map(data.results.map((row, index) => [row, index]));
  return (
    <section className="question-rows" aria-label={t("table")}>
      {rows.length < data.results.length && (
        <p>
          {t("picked")} {rows.length} / {data.results.length}{" "}
          <button type="button" onClick={() => change({ pick: "" })}>
            {t("allRows")}
          </button>
        </p>
      )}
      <SortedTable
        columns={columns}
        rows={rows}
        truncated={data.meta.truncated === true}
        // Rows have no ids; the position in the response is a stable key.
        keyOf={(row) => String(places.get(row))}
        caption={lang === "zh" ? question.title_zh : question.title}
      />
      {data.meta.truncated === true && (
        <p className="small">
          {t("truncated", { count: data.results.length })}{" "}
          {most !== null && data.results.length < most && (
            <button type="button" onClick={() => changeSearch({ limit: String(most) })}>
              {t("more", { count: most })}
            </button>
          )}
        </p>
      )}
    </section>
  );
}
