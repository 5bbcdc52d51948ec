// Next steps for an entity: main links, and the questions that accept its type.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Declared, Thing } from "@/shared/api/types.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";

import { entityTexts } from "./texts.ts";

type QuestionRow = Pick<Declared, "name" | "title" | "title_zh" | "params">;

const PARTNERED = new Set(["School", "Enterprise", "Alliance"]);
const PLANNED = new Set(["School", "County"]);
const PLACES = new Set(["County"]);

export function Next({ of, path }: { readonly of: Thing; readonly path: string }): ReactNode {
  const t = useTexts(entityTexts);
  const named = of.kind !== "unnamed group";
  return (
    <nav className="entity-next" aria-label={t("next")}>
      {PARTNERED.has(of.type) && named && (
        <Link to="/partners" search={{ for: of.id }} className="button primary">
          {t("findPartners")}
        </Link>
      )}
      {of.type !== "Source" && of.type !== "Coverage" && (
        <Link to="/explore" search={{ start: of.id }} className="button">
          {t("explore")}
        </Link>
      )}
      {of.type === "School" && (
        <Link to="/table/$type" params={{ type: "programs" }} search={{ filter: `school:${of.id}` }} className="button">
          {t("programsTable")}
        </Link>
      )}
      {PLANNED.has(of.type) && named && (
        <Link to="/what-if" search={{ of: of.id }} className="button">
          {t("whatIf")}
        </Link>
      )}
      {PLACES.has(of.type) && (
        <Link to="/counties" className="button">
          {t("toCounties")}
        </Link>
      )}
      {(of.type === "Sector" || of.type === "Framework" || of.type === "Major") && (
        <Link to="/alignment" className="button">
          {t("toAlignment")}
        </Link>
      )}
      {of.type === "Claim" && (
        <Link to="/questions/$name" params={{ name: "claims-against-graph" }} search={{ metric: String(of["metric"]) }} className="button">
          {t("toClaims")}
        </Link>
      )}
      <Link to="/table/$type" params={{ type: path }} className="button">
        {t("tableOf")}
      </Link>
      <Questions of={of} />
    </nav>
  );
}

/** For each question, the first parameter that accepts this entity. */
function Questions({ of }: { readonly of: Thing }): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const { data } = useAnswer<Answer<QuestionRow>>("/v1/questions");
  const fitting = (data?.results ?? []).flatMap((question) => {
    const param = question.params.find(({ type }) => type === of.type);
    return param === undefined ? [] : [{ ...question, param: param.name }];
  });
  if (fitting.length === 0) {
    return null;
  }
  return (
    <details className="ask">
      <summary className="button">{t("ask")}</summary>
      <ul className="plain">
        {fitting.map(({ name, title, title_zh: chinese, param }) => (
          <li key={name}>
            <Link to="/questions/$name" params={{ name }} search={{ [param]: of.id }}>
              {inLang(lang, title, chinese)}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
