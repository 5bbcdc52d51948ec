// All measures by group.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { said } from "@/shared/figures/words.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";
import { Answered } from "@/shared/states/answered.tsx";

import "./measures.css";
import { measureTexts } from "./texts.ts";
import type { Measure } from "./types.ts";

export default function Page(): ReactNode {
  const t = useTexts(measureTexts);
  const answer = useAnswer<Answer<Measure>>("/v1/measures");
  return (
    <>
      <h1>{t("measures")}</h1>
      <p>{t("measuresAbout")}</p>
      <Answered of={answer}>{(data) => <Groups measures={data.results} />}</Answered>
    </>
  );
}

function Groups({ measures }: { readonly measures: readonly Measure[] }): ReactNode {
  const lang = useLang();
  return labels().groups.map((group) => {
    const title = inWords(lang, group);
    const members = measures.filter((measure) => measure.group === group.name);
    return (
      members.length > 0 && (
        <section key={group.name} aria-label={title}>
          <h2>{title}</h2>
          <div className="cards">
            {members.map((measure) => (
              <Card key={measure.name} measure={measure} />
            ))}
          </div>
        </section>
      )
    );
  });
}

function Card({ measure }: { readonly measure: Measure }): ReactNode {
  const t = useTexts(measureTexts);
  const lang = useLang();
  const [, given = ""] = measure.example.split("?");
  const required = measure.params.some((param) => param.required);
  return (
    <article className="card measure-card">
      <h3>
        <Link to="/measures/$name" params={{ name: measure.name }} search={required ? Object.fromEntries(new URLSearchParams(given)) : {}}>
          {inLang(lang, measure.title, measure.title_zh)}
        </Link>
      </h3>
      <p className="small">{inLang(lang, measure.about, measure.about_zh)}</p>
      {!measure.unit.startsWith("see ") && (
        <p className="small">
          {t("unit")}: {said(lang, measure.unit)}
        </p>
      )}
    </article>
  );
}
