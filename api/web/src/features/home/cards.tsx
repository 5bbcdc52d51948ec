// Question cards in groups, each with an example.

import type { ModelGroup } from "@client/generated/types.gen.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { Answered } from "@/shared/states/answered.tsx";

import { useOfPlace } from "./of-place.ts";
import { filledIn, idsIn, type QuestionRow } from "./questions.ts";
import { homeTexts } from "./texts.ts";

/** Cards per group at first; one click shows the rest. */
const FIRST = 4;
/** The group that has a row of its own, below the others. */
const BELOW = "evidence";

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
  const questionsOf = ({ name }: ModelGroup): readonly QuestionRow[] => questions.filter(({ group }) => group === name);
  const groups = labels().groups.filter((group) => questionsOf(group).length > 0);
  const beside = groups.filter(({ name }) => name !== BELOW);
  const below = groups.filter(({ name }) => name === BELOW);
  const ids = [...new Set(questions.flatMap((question) => idsIn(filledIn(question))))];
  const names = useOfPlace(ids);
  return (
    <>
      <div className="home-groups">
        {beside.map((group) => (
          <Group key={group.name} of={group} questions={questionsOf(group)} names={names} />
        ))}
      </div>
      {below.map((group) => (
        <Group key={group.name} of={group} questions={questionsOf(group)} names={names} />
      ))}
    </>
  );
}

interface GroupProps {
  readonly of: ModelGroup;
  readonly questions: readonly QuestionRow[];
  readonly names: ReadonlyMap<string, Ref>;
}

function Group({ of, questions, names }: GroupProps): ReactNode {
  const t = useTexts(homeTexts);
  const lang = useLang();
  const rest = questions.slice(FIRST);
  return (
    <section className={`home-group home-${of.name}`}>
      <h3>{inWords(lang, of)}</h3>
      <p className="small">{inLang(lang, of.about, of.about_zh)}</p>
      <ul className="plain home-cards">
        {of.name === "partners" && (
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
  const ids = idsIn(filledIn(of));
  const things = ids.flatMap((id) => names.get(id) ?? []);
  // An example about another region, or about an entity that is not loaded, is left out.
  const values = things.length === ids.length ? filledIn(of) : {};
  return (
    <li>
      <Link to="/questions/$name" params={{ name: of.name }} search={values} className="home-card">
        <span>{inLang(lang, of.title, of.title_zh)}</span>
        {things.length > 0 && things.length === ids.length && (
          <span className="small">
            {t("filled", { names: things.map((thing) => labelIn(lang, thing)).join(lang === "zh" ? "、" : ", ") })}
          </span>
        )}
      </Link>
    </li>
  );
}
