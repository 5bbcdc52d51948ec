// Hits by type; the search words are highlighted in names and aliases, near misses are listed last and labelled.

import type { ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName } from "@/shared/names/kinds.ts";
import { GlossMark, Name, nameIn, ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";

import { byType, marked, type Hit } from "./hits.ts";
import { searchTexts } from "./texts.ts";

interface GroupsProps {
  readonly hits: readonly Hit[];
  readonly q: string;
  readonly counties: ReadonlyMap<string, Ref>;
}

export function Groups({ hits, q, counties }: GroupsProps): ReactNode {
  const t = useTexts(searchTexts);
  const fitting = hits.filter(({ near }) => near !== true);
  const near = hits.filter((hit) => hit.near === true);
  return (
    <>
      <Types hits={fitting} q={q} counties={counties} />
      {near.length > 0 && (
        <section className="near">
          <h2>{t(fitting.length === 0 ? "nearOnly" : "nearMore")}</h2>
          <Types hits={near} q={q} counties={counties} />
        </section>
      )}
    </>
  );
}

function Types({ hits, q, counties }: GroupsProps): ReactNode {
  const lang = useLang();
  return byType(hits).map(([type, some]) => (
    <section key={type} className="hits">
      <h3>
        {kindName(lang, type, true)} <span className="count">{formatNumber(some.length, lang)}</span>
      </h3>
      <ul className="plain">
        {some.map((hit) => (
          <HitLine key={hit.id} of={hit} q={q} county={counties.get(hit.id)} />
        ))}
      </ul>
    </section>
  ));
}

function HitLine({ of, q, county }: { readonly of: Hit; readonly q: string; readonly county: Ref | undefined }): ReactNode {
  const t = useTexts(searchTexts);
  const lang = useLang();
  const shown = nameIn(lang, of).text;
  const other = lang === "zh" ? of.name : (of.name_zh ?? of.gloss_zh ?? "");
  return (
    <li className={`hit hit-${of.origin}`}>
      <ThingLink of={of}>
        <Name of={of} show={(text) => <Marked text={text} q={q} />} />
      </ThingLink>
      {other !== "" && other !== shown && (
        <span className="hit-other" lang={lang === "zh" ? "en" : "zh"}>
          <Marked text={other} q={q} />
          {lang === "en" && !of.name_zh && <GlossMark />}
        </span>
      )}
      {of.matched !== null && (
        <span className="hit-alias">
          {t("alias")} <Marked text={of.matched} q={q} />
        </span>
      )}
      {county !== undefined && (
        <span className="small">
          <Name of={county} />
        </span>
      )}
      {of.near === true && (
        <span className="near-mark" title={t("nearAbout")}>
          {t("near")}
        </span>
      )}
      <OriginMark origin={of.origin} />
    </li>
  );
}

function Marked({ text, q }: { readonly text: string; readonly q: string }): ReactNode {
  return marked(text, q).map((part, index) => (part.marked ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>));
}
