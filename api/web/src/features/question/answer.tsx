// Answer to a question: the sentence with its numbers, parameters, rows and picture.

import { useRef, type ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Origin, Row } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { NothingFits } from "@/shared/params/nothing.tsx";
import { useDeclaredColumns } from "@/shared/table/declared.tsx";
import { SortedTable } from "@/shared/table/sorted.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { text, useChangeSearch, useUrl } from "@/shared/url/url.ts";

import { picked } from "./flow.ts";
import { FlowPicture } from "./picture.tsx";
import { RowsGraph } from "./rows-graph.tsx";
import { filled, type Piece } from "./sentence.ts";
import { questionTexts } from "./texts.ts";
import type { Question } from "./types.ts";

export interface QuestionRow extends Row {
  readonly origin: Origin;
}

/** Origins of documented data: stated by a source or a standard. */
const DOCUMENTED = "documented,reference";

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
          <ExportBar
            path={question.href}
            query={query}
            count={whole ? data.results.length : typeof query["limit"] === "string" ? Number(query["limit"]) : null}
            cite={data.meta.cite}
            {...(flow === null ? {} : { picture: svg })}
          />
          {flow === null ? <RowsGraph question={question} rows={rows} /> : <FlowPicture flow={flow} rows={data.results} svg={svg} />}
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
  return (
    <div className="sentence" aria-live="polite">
      <p className="lead">
        {data.meta.truncated === true && <span className="small">{t("atLeast")}</span>}
        <Pieces of={filled(words, data.results)} />
      </p>
      <OfThem question={question} query={query} words={words} all={data.results.length} />
      <p>
        <OriginCounts counts={data.meta.origins} />
        {typeof data.meta.undated === "number" && data.meta.undated > 0 && (
          <span className="small"> {t("undated", { count: data.meta.undated })}</span>
        )}
      </p>
    </div>
  );
}

interface OfThemProps {
  readonly question: Question;
  readonly query: Query;
  readonly words: string;
  readonly all: number;
}

/** The sentence for documented rows only, from a second request, since the rows shown can be truncated. */
function OfThem({ question, query, words, all }: OfThemProps): ReactNode {
  const t = useTexts(questionTexts);
  const { origin } = useCommon();
  const limit = question.params.find((param) => param.name === "limit")?.maximum ?? undefined;
  const strong = useAnswer<Answer<QuestionRow>>(origin === "all" && all > 0 ? question.href : null, {
    ...query,
    limit,
    origin: DOCUMENTED,
  });
  if (origin !== "all" || strong.data === undefined) {
    return null;
  }
  const rows = strong.data.results;
  return (
    <p className="of-them">
      {rows.length === 0 ? (
        t("noneOfThem")
      ) : (
        <>
          {t("ofThem")}
          {strong.data.meta.truncated === true && t("atLeast")}
          <Pieces of={filled(words, rows)} />
        </>
      )}
    </p>
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
