// One measure: parameters, figures with their rows, excluded rows, claims, and definition.

import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ApiLines } from "@/shared/exporting/lines.tsx";
import type { FigureRow } from "@/shared/figures/figure.tsx";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ParamForm } from "@/shared/params/form.tsx";
import { given, missing } from "@/shared/params/values.ts";
import { columnName } from "@/shared/params/words.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useRawSearch, type Search } from "@/shared/url/url.ts";

import { Definition } from "./definition.tsx";
import { Figures } from "./figures.tsx";
import "./measures.css";
import { measureTexts } from "./texts.ts";
import type { Measure } from "./types.ts";

export default function Page(): ReactNode {
  const t = useTexts(measureTexts);
  const { name = "" } = useParams({ strict: false });
  const answer = useAnswer<Answer<Measure>>("/v1/measures");
  return (
    <Answered of={answer} heading={t("measures")}>
      {(data) => {
        const measure = data.results.find((known) => known.name === name);
        return measure === undefined ? (
          <>
            <h1>{t("missing")}</h1>
            <p>
              <Link to="/measures">{t("all")}</Link>
            </p>
          </>
        ) : (
          <Measured key={name} measure={measure} />
        );
      }}
    </Answered>
  );
}

function Measured({ measure }: { readonly measure: Measure }): ReactNode {
  const t = useTexts(measureTexts);
  const lang = useLang();
  const { listed } = useCommon();
  const search = useRawSearch();
  const query = { ...given(measure.params, search), ...listed };
  const needed = missing(measure.params, search);
  const answer = useAnswer<Answer<FigureRow>>(needed.length > 0 ? null : measure.href, query);
  return (
    <>
      <p className="crumbs small">
        <Link to="/measures">{t("measures")}</Link>
      </p>
      <h1>{inLang(lang, measure.title, measure.title_zh)}</h1>
      <p>{inLang(lang, measure.about, measure.about_zh)}</p>
      <section className="panel">
        <ParamForm params={measure.params} resets={["audit"]} />
      </section>
      {needed.length > 0 ? (
        <Needed names={needed.map((name) => columnName(lang, name))} example={measure.example} />
      ) : (
        <Answered of={answer}>{(data) => <Figures measure={measure} data={data} query={query} />}</Answered>
      )}
      <Definition text={measure.definition} />
      {needed.length === 0 && (
        <details className="computed">
          <summary>{t("computed")}</summary>
          <ApiLines path={measure.href} query={query} />
        </details>
      )}
    </>
  );
}

function Needed({ names, example }: { readonly names: readonly string[]; readonly example: string }): ReactNode {
  const t = useTexts(measureTexts);
  const [, query = ""] = example.split("?");
  return (
    <p className="state empty" role="status">
      {t("needed")} {names.join(", ")}{" "}
      <Link to="." search={(old: Search) => ({ ...old, ...Object.fromEntries(new URLSearchParams(query)) })}>
        {t("example")}
      </Link>
    </p>
  );
}
