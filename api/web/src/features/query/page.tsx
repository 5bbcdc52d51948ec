// The console: a Cypher query, its result, and the schema. The URL keeps the query.

import type { ConsoleItem } from "@client/generated/types.gen.ts";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import type { Sent } from "@/shared/api/sent.ts";
import { KeyForm } from "@/shared/access/form.tsx";
import { send, useAnswer } from "@/shared/api/read.ts";
import { isRecord, type Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { choice, text, useUrl } from "@/shared/url/url.ts";

import { Editor } from "./editor.tsx";
import { LimitsNote, Overview, type Limits } from "./overview.tsx";
import "./query.css";
import { Result, SHOW, type Show } from "./result.tsx";
import type { Schema } from "./schema.ts";
import { queryTexts } from "./texts.ts";
import { withMode, type CypherAnswer } from "./values.ts";

/** The query is kept in the URL up to the length that servers and browsers accept. */
const QUERY = { q: text(), params: text(), show: choice(SHOW, "table") };
const LONGEST = 6000;

type Offer = Sent<ConsoleItem>;

export default function Page(): ReactNode {
  const t = useTexts(queryTexts);
  const offer = useAnswer<Answer<Offer>>("/v1/console");
  return (
    <section>
      <h1>{t("title")}</h1>
      <Answered of={offer}>
        {(data) => {
          const state = data.results[0];
          return state?.allowed === true ? (
            <Console limits={state.limits} />
          ) : (
            <Off detail={state?.detail ?? ""} scope={state?.scope ?? null} />
          );
        }}
      </Answered>
    </section>
  );
}

function Off({ detail, scope }: { readonly detail: string; readonly scope: string | null }): ReactNode {
  const t = useTexts(queryTexts);
  return scope !== null ? (
    <KeyForm need={{ unknown: false, scope }} />
  ) : (
    <div className="state empty" role="status">
      <p>{t("off")}</p>
      <p>{t("offAbout")}</p>
      <p className="small" lang="en">
        {detail}
      </p>
    </div>
  );
}

/** Parameters as an object; undefined if the text is not a JSON object. */
function parsed(params: string): Readonly<Record<string, unknown>> | undefined {
  if (params.trim() === "") {
    return {};
  }
  try {
    const value: unknown = JSON.parse(params);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Asked {
  readonly q: string;
  readonly params: string;
}

function Console({ limits }: { readonly limits: Limits }): ReactNode {
  const t = useTexts(queryTexts);
  const { origin, asOf } = useCommon();
  const [url, change] = useUrl(QUERY);
  const [long, setLong] = useState<Asked>();
  const asked = long ?? url;
  const [draft, setDraft] = useState<Asked>({ q: asked.q, params: asked.params });
  const [shown, setShown] = useState(asked.q);
  if (shown !== asked.q) {
    // Back, forward, and links to other queries.
    setShown(asked.q);
    setDraft({ q: asked.q, params: asked.params });
  }
  const schema = useAnswer<Answer<Schema>>("/v1/schema");
  const answer = useQuery<CypherAnswer>({
    queryKey: ["POST", "/v1/cypher", asked.q, asked.params],
    queryFn: ({ signal }) => send<CypherAnswer>("/v1/cypher", { query: asked.q, parameters: parsed(asked.params) ?? {} }, signal),
    enabled: asked.q.trim() !== "" && parsed(asked.params) !== undefined,
    staleTime: Infinity,
  });
  const run = (q: string, show: Show): void => {
    const next = { q: q.trim(), params: draft.params.trim() };
    if (next.q === "" || parsed(next.params) === undefined) {
      return;
    }
    if (next.q === asked.q && next.params === asked.params) {
      void answer.refetch();
      change({ show });
      return;
    }
    const tooLong = encodeURIComponent(next.q + next.params).length > LONGEST;
    setLong(tooLong ? next : undefined);
    change({ ...(tooLong ? { q: "", params: "" } : next), show });
  };
  return (
    <>
      <p>{t("about")}</p>
      {(origin === "documented" || asOf !== "") && <p className="state unfinished">{t("notFiltered")}</p>}
      <div className="console">
        <div className="console-main">
          <Ask
            draft={draft}
            change={setDraft}
            run={(q, planned) => run(q, planned ? "plan" : url.show === "plan" ? "table" : url.show)}
            schema={schema.data?.results[0]}
          />
          <LimitsNote of={limits} />
          {long !== undefined && <p className="small">{t("tooLong")}</p>}
          {asked.q.trim() !== "" && (
            <>
              {answer.isFetching && answer.data === undefined && <p className="small">{t("starting")}</p>}
              <Answered of={answer}>
                {(data) => <Result answer={data} show={url.show} change={(show) => change({ show })} limits={limits} />}
              </Answered>
            </>
          )}
        </div>
        <Answered of={schema}>
          {(data) => data.results[0] && <Overview schema={data.results[0]} use={(q) => setDraft({ q, params: "" })} />}
        </Answered>
      </div>
    </>
  );
}

interface AskProps {
  readonly draft: Asked;
  readonly change: (draft: Asked) => void;
  /** Runs the query; `planned` shows the plan. */
  readonly run: (q: string, planned: boolean) => void;
  readonly schema: Schema | undefined;
}

function Ask({ draft, change, run, schema }: AskProps): ReactNode {
  const t = useTexts(queryTexts);
  const broken = parsed(draft.params) === undefined;
  const mode = (word: "" | "EXPLAIN" | "PROFILE") => (): void => run(word === "" ? draft.q : withMode(draft.q, word), word !== "");
  const idle = draft.q.trim() === "" || broken;
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        run(draft.q, false);
      }}
    >
      <Editor value={draft.q} change={(q) => change({ ...draft, q })} run={mode("")} schema={schema} />
      <div className="console-buttons">
        <button type="submit" className="primary" disabled={idle}>
          {t("run")}
        </button>
        <button type="button" disabled={idle} onClick={mode("EXPLAIN")} title={t("explainAbout")}>
          {t("explain")}
        </button>
        <button type="button" disabled={idle} onClick={mode("PROFILE")} title={t("profileAbout")}>
          {t("profile")}
        </button>
        <details open={draft.params !== ""}>
          <summary>{t("parameters")}</summary>
          <label>
            <span className="small">{t("parametersAbout")}</span>
            <textarea
              className="code"
              rows={2}
              value={draft.params}
              lang="en"
              spellCheck={false}
              aria-invalid={broken}
              onChange={(event) => change({ ...draft, params: event.target.value })}
            />
          </label>
          {broken && (
            <p className="refused" role="status">
              {t("parametersBroken")}
            </p>
          )}
        </details>
      </div>
    </form>
  );
}
