// All questions by group, with a search field.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { FilterField } from "@/shared/filter-field.tsx";
import { inLang, useLang, useTexts, type Text } from "@/shared/i18n/texts.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { text, useUrl } from "@/shared/url/url.ts";

import "./question.css";
import { questionTexts } from "./texts.ts";
import { GROUPS, type Question } from "./types.ts";

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
  const matching = questions.filter((question) => fits(question, find));
  const groups = [...new Set([...GROUPS, ...matching.map((question) => question.group)])];
  return (
    <>
      {matching.length === 0 && (
        <p className="state empty" role="status">
          {t("noneFits")}
        </p>
      )}
      {groups.map((group) => {
        const members = matching.filter((question) => question.group === group);
        return (
          members.length > 0 && (
            <section key={group} aria-label={groupTitle(t, group)}>
              <h2>{groupTitle(t, group)}</h2>
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

/** An unknown group is shown by its own name. */
function groupTitle(t: Text<keyof (typeof questionTexts)["en"]>, group: string): string {
  return group === "training" || group === "partners" || group === "alliances" || group === "evidence" ? t(group) : group;
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
