// Distinct states of a request: loading, error, timeout, and response; an empty response states its cause.

import { ProblemError } from "@client/problem.ts";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";

import { KeyMissing } from "@/shared/access/form.tsx";
import { needOf } from "@/shared/access/needs.ts";
import { isRecord, type Meta } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { WithoutLocation } from "@/shared/place/control.tsx";
import { EVERYTHING } from "@/shared/place/focus.ts";
import { useAffected } from "@/shared/place/affected.ts";
import { placeTexts } from "@/shared/place/texts.ts";
import { useCommon } from "@/shared/url/common.ts";

import { stateTexts } from "./texts.ts";

const SKELETON_AFTER = 300;
const CANCEL_AFTER = 3000;

interface AnsweredProps<T> {
  readonly of: UseQueryResult<T>;
  /** Heading of a page that has no other one until the answer arrives; an error of the page takes its place. */
  readonly heading?: string;
  readonly children: (data: T) => ReactNode;
}

/** Shows a response; while it is reloaded, the previous one stays visible, dimmed. */
export function Answered<T>({ of, heading, children }: AnsweredProps<T>): ReactNode {
  const { data } = of;
  if (data !== undefined) {
    return (
      <div className="answered" aria-busy={of.isFetching}>
        {of.isError && <Failure error={of.error} retry={() => void of.refetch()} />}
        {of.isPlaceholderData && of.isFetching && <Loading />}
        {children(data)}
        <WithoutLocation meta={metaOf(data)} />
      </div>
    );
  }
  if (of.isError) {
    return <Failure error={of.error} heading={heading} retry={() => void of.refetch()} />;
  }
  return of.isFetching ? (
    <Loading />
  ) : (
    <>
      {heading !== undefined && <h1>{heading}</h1>}
      <Cancelled retry={() => void of.refetch()} />
    </>
  );
}

/** Metadata of a response; pages may also show values that they computed themselves. */
function metaOf(data: unknown): Meta | undefined {
  return isRecord(data) && isRecord(data["meta"]) ? (data["meta"] as unknown as Meta) : undefined;
}

function Cancelled({ retry }: { readonly retry: () => void }): ReactNode {
  const t = useTexts(stateTexts);
  return (
    <p className="state" role="status">
      {t("cancelled")}{" "}
      <button type="button" onClick={retry}>
        {t("retry")}
      </button>
    </p>
  );
}

/** A skeleton after 0.3 s; after 3 s the elapsed time and a cancel button. */
export function Loading(): ReactNode {
  const t = useTexts(stateTexts);
  const cache = useQueryClient();
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setWaited(performance.now() - began), SKELETON_AFTER);
    return () => clearInterval(timer);
  }, []);
  if (waited < SKELETON_AFTER) {
    return <p className="state visually-hidden">{t("loading")}</p>;
  }
  return (
    <div className="state skeleton" role="status">
      <span className="visually-hidden">{t("loading")}</span>
      {waited > CANCEL_AFTER && (
        <p>
          {t("working", { seconds: Math.round(waited / 1000) })} <progress />{" "}
          <button type="button" onClick={() => void cache.cancelQueries()}>
            {t("cancel")}
          </button>
        </p>
      )}
    </div>
  );
}

interface FailureProps {
  readonly error: Error;
  readonly heading?: string | undefined;
  readonly retry?: () => void;
}

/** Error message in plain words, with details for a report; a missing key is handled by the form at the top of the page. */
export function Failure({ error, ...more }: FailureProps): ReactNode {
  const need = needOf(error);
  return need === undefined ? (
    <Wrong error={error} {...more} />
  ) : (
    <>
      {more.heading !== undefined && <h1>{more.heading}</h1>}
      <KeyMissing need={need} />
    </>
  );
}

function Wrong({ error, heading, retry }: FailureProps): ReactNode {
  const t = useTexts(stateTexts);
  const lang = useLang();
  const problem = error instanceof ProblemError ? error : undefined;
  const unfinished = problem?.status === 504;
  const Title = heading === undefined ? "h3" : "h1";
  const title = problem === undefined ? t("failed") : lang === "zh" ? problem.problem.title_zh : problem.problem.title;
  const request = problem?.problem["request_id"];
  // Details already contained in the message are omitted.
  const more = (problem?.errors ?? []).filter((item) => item.detail !== error.message);
  return (
    <div className={`state ${unfinished ? "unfinished" : "failure"}`} role="alert">
      <Title>{unfinished ? t("unfinished") : title}</Title>
      <p>{unfinished ? t("unfinishedAbout") : problem?.status === 0 ? t("noAnswer") : error.message}</p>
      {more.length > 0 && !unfinished && (
        <ul>
          {more.map((item) => (
            <li key={`${item.pointer} ${item.detail}`}>{item.detail}</li>
          ))}
        </ul>
      )}
      <p className="small">
        {problem !== undefined && (
          <>
            {t("code")} <code>{problem.code}</code>{" "}
          </>
        )}
        {typeof request === "string" && (
          <>
            {t("request")} <code>{request}</code>{" "}
          </>
        )}
        {retry !== undefined && (
          <button type="button" onClick={retry}>
            {t("retry")}
          </button>
        )}
      </p>
    </div>
  );
}

/** Empty response: names the restricting filters, each removable with a click. Pages add their own filters as children. */
export function Empty({ children }: { readonly children?: ReactNode }): ReactNode {
  const t = useTexts(stateTexts);
  const p = useTexts(placeTexts);
  const common = useCommon();
  const affected = useAffected();
  const hidden = common.origin === "documented";
  return (
    <div className="state empty" role="status">
      <p>{hidden ? t("emptyDocumented") : common.asOf === "" ? t("empty") : t("emptyDate", { date: common.asOf })}</p>
      {hidden && (
        <button type="button" onClick={() => common.change({ origin: "real" })}>
          {t("showAll")}
        </button>
      )}
      {common.asOf !== "" && (
        <button type="button" onClick={() => common.change({ as_of: "" })}>
          {t("anyDate")}
        </button>
      )}
      {common.place !== "" && affected && (
        <p>
          {p("elsewhere")}{" "}
          <button type="button" onClick={() => common.change({ place: EVERYTHING })}>
            {p("everything")}
          </button>
        </p>
      )}
      {children}
    </div>
  );
}
