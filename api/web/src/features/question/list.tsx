// All questions by group, with a search field.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { FilterField } from "@/shared/filter-field.tsx";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { text, useUrl } from "@/shared/url/url.ts";

import "./question.css";
import { questionTexts } from "./texts.ts";
import type { Question } from "./types.ts";

const FIND = { find: text() };

export default function Page(): ReactNode {
  const t = useTexts(questionTexts);
  const [{ find }, change] = useUrl(FIND);
  const answer = useAnswer<Answer<Question>>("/v1/questions");
  return (
    <>
      <h1>{t("questions")}</h1>
      <p>{t("questionsAbout")}</p>
      <p>
        <FilterField className="find" label={t("find")} value={find} onChange={(next) => change({ find: next }, { replace: true })} />
      </p>
      <Answered of={answer}>{(data) => <Groups questions={data.results} find={find} />}</Answered>
    </>
  );
}

/** Whether a question contains the search words, in either language. */
function fits(question: Question, find: string): boolean {
  const all = [question.name, question.title, question.title_zh, question.about, question.about_zh].join(" ").toLowerCase();
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function Groups({ questions, find }: { readonly questions: readonly Question[]; readonly find: string }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const matching = questions.filter((question) => fits(question, find));
  return (
    <>
      {matching.length === 0 && (
        <p className="state empty" role="status">
          {t("noneFits")}
        </p>
      )}
      {labels().groups.map((group) => {
        const members = matching.filter((question) => question.group === group.name);
        const title = inWords(lang, group);
        return (
          members.length > 0 && (
            <section key={group.name} aria-label={title}>
              <h2>{title}</h2>
              <div className="cards">
                {members.map((question) => (
                  <Card key={question.name} question={question} />
                ))}
              </div>
            </section>
          )
        );
      })}
    </>
  );
}

function Card({ question }: { readonly question: Question }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const [, given = ""] = question.example.split("?");
  const example = Object.fromEntries(new URLSearchParams(given));
  return (
    <article className="card question-card">
      <h3>
        <Link to="/questions/$name" params={{ name: question.name }}>
          {inLang(lang, question.title, question.title_zh)}
        </Link>
      </h3>
      <p className="small clipped">{inLang(lang, question.about, question.about_zh)}</p>
      {given !== "" && (
        <p className="small">
          <Link to="/questions/$name" params={{ name: question.name }} search={example}>
            {t("example")}
          </Link>
        </p>
      )}
    </article>
  );
}
