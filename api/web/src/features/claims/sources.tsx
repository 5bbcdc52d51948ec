// Each source with its number of reported figures and, when opened, all facts based on it.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { wordIn } from "@/shared/names/words.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Resting, RESTING } from "@/shared/sources/resting.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { claimsBySource } from "./rows.ts";
import { CLAIMS } from "./state.ts";
import { claimTexts } from "./texts.ts";

const SOURCES = "/v1/sources";
const OPEN = { ...CLAIMS, ...RESTING };

export function Sources(): ReactNode {
  const t = useTexts(claimTexts);
  const lang = useLang();
  const { origins } = useCommon();
  const query = { per_page: 200, sort: "name", origin: origins };
  const answer = useAnswer<Answer<Thing>>(SOURCES, query);
  const claims = useAnswer<Answer<Thing>>("/v1/claims", { per_page: 200 });
  const counts = claimsBySource(claims.data?.results ?? []);
  return (
    <Answered of={answer}>
      {(data) => (
        <>
          <p className="lead">{t("sourcesHead", { shown: formatNumber(data.meta.total ?? data.results.length, lang) })}</p>
          {data.results.length === 0 && <Empty />}
          <ul className="plain source-list">
            {data.results
              .toSorted((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0))
              .map((source) => (
                <li key={source.id} className="card">
                  <SourceCard source={source} claims={counts.get(source.id) ?? 0} />
                </li>
              ))}
          </ul>
          <ExportBar path={SOURCES} query={{ sort: "name", origin: origins }} count={data.meta.total ?? null} cite={data.meta.cite} part />
        </>
      )}
    </Answered>
  );
}

function SourceCard({ source, claims }: { readonly source: Thing; readonly claims: number }): ReactNode {
  const t = useTexts(claimTexts);
  const lang = useLang();
  const [{ source: open }, change] = useUrl(OPEN);
  const shown = open === source.id;
  const field = (name: string): string => (typeof source[name] === "string" ? source[name] : "");
  const details = [wordIn(lang, field("kind")), field("publisher"), field("published") || t("noDate")].filter((part) => part !== "");
  return (
    <>
      <h3>
        <ThingLink of={source} />
      </h3>
      <p className="small">
        {details.join(" · ")} <OriginMark origin={source.origin} />
      </p>
      {field("note") !== "" && (
        <p className="small" lang="en">
          {field("note")}
        </p>
      )}
      <p>
        {claims > 0 && <span className="small">{t("claimCount", { count: claims })} </span>}
        <button type="button" aria-expanded={shown} onClick={() => change({ source: shown ? "" : source.id, all: [] })}>
          {t(shown ? "hide" : "facts")}
        </button>
      </p>
      {shown && <Resting source={source.id} level={4} />}
    </>
  );
}
