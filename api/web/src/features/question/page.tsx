// One question: answer as a sentence, rows, picture where possible, parameters, and computation.

import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ParamForm } from "@/shared/params/form.tsx";
import { given, missing } from "@/shared/params/values.ts";
import { columnName } from "@/shared/params/words.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useRawSearch } from "@/shared/url/url.ts";

import { QuestionAnswer, type QuestionRow } from "./answer.tsx";
import { Computed } from "./computed.tsx";
import "./question.css";
import { questionTexts } from "./texts.ts";
import type { Question } from "./types.ts";

export default function Page(): ReactNode {
  const t = useTexts(questionTexts);
  const { name = "" } = useParams({ strict: false });
  const answer = useAnswer<Answer<Question>>("/v1/questions");
  return (
    <Answered of={answer} heading={t("questions")}>
      {(data) => {
        const question = data.results.find((known) => known.name === name);
        return question === undefined ? (
          <>
            <h1>{t("missing")}</h1>
            <p>
              <Link to="/questions">{t("all")}</Link>
            </p>
          </>
        ) : (
          <Asked key={name} question={question} />
        );
      }}
    </Answered>
  );
}

function Asked({ question }: { readonly question: Question }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const { listed } = useCommon();
  const search = useRawSearch();
  const query = { ...given(question.params, search), ...listed };
  const needed = missing(question.params, search);
  const answer = useAnswer<Answer<QuestionRow>>(needed.length > 0 ? null : question.href, query);
  const [, example = ""] = question.example.split("?");
  return (
    <>
      <p className="crumbs small">
        <Link to="/questions">{t("questions")}</Link>
      </p>
      <h1>{inLang(lang, question.title, question.title_zh)}</h1>
      {needed.length > 0 ? (
        <p className="state empty" role="status">
          {t("needed")} {needed.map((name) => columnName(lang, name)).join(lang === "zh" ? "、" : ", ")}{" "}
          <Link
            to="."
            search={(old: Record<string, string | undefined>) => ({ ...old, ...Object.fromEntries(new URLSearchParams(example)) })}
          >
            {t("example")}
          </Link>
        </p>
      ) : (
        <Answered of={answer}>
          {(data) => (
            <QuestionAnswer question={question} data={data} query={query}>
              <ParamForm params={question.params} resets={["pick"]} />
            </QuestionAnswer>
          )}
        </Answered>
      )}
      {needed.length > 0 || answer.data === undefined ? (
        <section className="panel">
          <ParamForm params={question.params} resets={["pick"]} />
        </section>
      ) : null}
      <details className="about">
        <summary>{t("about")}</summary>
        <p>{inLang(lang, question.about, question.about_zh)}</p>
      </details>
      <Computed question={question} query={query} />
    </>
  );
}
