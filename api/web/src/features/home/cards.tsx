// Question cards in groups, each with an example.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { nameIn } from "@/shared/names/names.tsx";
import { Answered } from "@/shared/states/answered.tsx";

import { filledIn, grouped, GROUPS, idsIn, type GroupName, type QuestionRow } from "./questions.ts";
import { homeTexts } from "./texts.ts";

/** Cards per group at first; one click shows the rest. */
const FIRST = 4;

export function Cards(): ReactNode {
  const t = useTexts(homeTexts);
  const answer = useAnswer<Answer<QuestionRow>>("/v1/questions");
  return (
    <section>
      <div className="home-head">
        <h2>{t("start")}</h2>
        <Link to="/questions">{t("allQuestions")}</Link>
      </div>
      <Answered of={answer}>{(data) => <Groups questions={data.results} />}</Answered>
    </section>
  );
}

function Groups({ questions }: { readonly questions: readonly QuestionRow[] }): ReactNode {
  const groups = grouped(questions);
  const ids = [...new Set(questions.flatMap((question) => idsIn(filledIn(question))))];
  const named = useAnswer<Answer<Ref>>(ids.length === 0 ? null : "/v1/graph", { seed: ids.join(","), depth: 0, nodes: ids.length });
  const names = new Map((named.data?.results ?? []).map((thing) => [thing.id, thing]));
  return (
    <>
      <div className="home-groups">
        {GROUPS.filter((name) => name !== "evidence").map((name) => (
          <Group key={name} name={name} questions={groups.get(name) ?? []} names={names} />
        ))}
      </div>
      <Group name="evidence" questions={groups.get("evidence") ?? []} names={names} />
    </>
  );
}

interface GroupProps {
  readonly name: GroupName;
  readonly questions: readonly QuestionRow[];
  readonly names: ReadonlyMap<string, Ref>;
}

function Group({ name, questions, names }: GroupProps): ReactNode {
  const t = useTexts(homeTexts);
  const rest = questions.slice(FIRST);
  return (
    <section className={`home-group home-${name}`}>
      <h3>{t(name)}</h3>
      <p className="small">{t(`${name}About`)}</p>
      <ul className="plain home-cards">
        {name === "partners" && (
          <li>
            <Link to="/partners" className="home-card first">
              <span>{t("findPartners")}</span>
              <span className="small">{t("findPartnersAbout")}</span>
            </Link>
          </li>
        )}
        {questions.slice(0, FIRST).map((question) => (
          <Card key={question.name} of={question} names={names} />
        ))}
      </ul>
      {rest.length > 0 && (
        <details>
          <summary>{t("moreQuestions", { count: rest.length })}</summary>
          <ul className="plain home-cards">
            {rest.map((question) => (
              <Card key={question.name} of={question} names={names} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Card({ of, names }: { readonly of: QuestionRow; readonly names: ReadonlyMap<string, Ref> }): ReactNode {
  const t = useTexts(homeTexts);
  const lang = useLang();
  const values = filledIn(of);
  const things = idsIn(values).flatMap((id) => names.get(id) ?? []);
  return (
    <li>
      <Link to="/questions/$name" params={{ name: of.name }} search={values} className="home-card">
        <span>{inLang(lang, of.title, of.title_zh)}</span>
        {things.length > 0 && (
          <span className="small">
            {t("filled", { names: things.map((thing) => nameIn(lang, thing).text).join(lang === "zh" ? "、" : ", ") })}
          </span>
        )}
      </Link>
    </li>
  );
}
