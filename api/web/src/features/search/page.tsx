// Search hits by type, with facets; near misses are labelled.

import { useMemo, useRef, type ReactNode, type SubmitEvent } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useWhere } from "@/shared/places/where.ts";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { list, text, useUrl } from "@/shared/url/url.ts";

import { Facets, Removers } from "./facets.tsx";
import { Groups } from "./groups.tsx";
import { citedQuery, facetsOf, MOST, passing, type Hit } from "./hits.ts";
import "./search.css";
import { searchTexts } from "./texts.ts";

const STATE = { q: text(), type: list(), county: list(), rows: list() };
const NO_IDS: readonly string[] = [];
/** Entity types that are located in a county. */
const PLACED = new Set(["School", "Enterprise", "Facility", "Initiative", "Alliance"]);

export default function SearchPage(): ReactNode {
  const t = useTexts(searchTexts);
  const [{ q }] = useUrl(STATE);
  return (
    <div className="search">
      <h1>{q === "" ? t("title") : t("titleFor", { text: q })}</h1>
      <Box key={q} q={q} />
      {q === "" ? <p>{t("start")}</p> : <Found q={q} />}
    </div>
  );
}

function Box({ q }: { readonly q: string }): ReactNode {
  const t = useTexts(searchTexts);
  const [, change] = useUrl(STATE);
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = input.current?.value.trim() ?? "";
    if (typed !== q) {
      change({ q: typed, type: [], county: [], rows: [] });
    }
  };
  return (
    <form className="search-again" onSubmit={submit}>
      <input
        ref={input}
        type="search"
        defaultValue={q}
        maxLength={100}
        aria-label={t("label")}
        placeholder={t("label")}
        autoComplete="off"
      />
      <button type="submit">{t("go")}</button>
    </form>
  );
}

function Found({ q }: { readonly q: string }): ReactNode {
  const { origins } = useCommon();
  const [{ type }] = useUrl(STATE);
  const all = useAnswer<Answer<Hit>>("/v1/search", { q, limit: MOST, origin: origins });
  // If there are more hits than one response holds, the server searches again within the selected types.
  const again = all.data?.meta.truncated === true && type.length > 0;
  const narrowed = useAnswer<Answer<Hit>>(again ? "/v1/search" : null, { q, limit: MOST, type: type.join(","), origin: origins });
  return (
    <Answered of={all}>
      {(data) => <Hits q={q} all={data} shown={again && narrowed.data !== undefined ? narrowed.data : data} busy={all.isPlaceholderData} />}
    </Answered>
  );
}

interface HitsProps {
  readonly q: string;
  readonly all: Answer<Hit>;
  readonly shown: Answer<Hit>;
  readonly busy: boolean;
}

function Hits({ q, all, shown, busy }: HitsProps): ReactNode {
  const t = useTexts(searchTexts);
  const lang = useLang();
  const { origins } = useCommon();
  const [chosen, change] = useUrl(STATE);
  const ids = useMemo(() => (busy ? NO_IDS : all.results.filter(({ type }) => PLACED.has(type)).map(({ id }) => id)), [all, busy]);
  const { counties } = useWhere(ids);
  const facets = useMemo(() => facetsOf(counties), [counties]);
  const hits = passing(shown.results, chosen, facets);
  if (all.results.length === 0) {
    return (
      <Empty>
        <p>{t("none", { text: q })}</p>
        <p className="small">{t("noneAbout")}</p>
      </Empty>
    );
  }
  const count = formatNumber(all.results.length, lang);
  const filtered = chosen.type.length + chosen.county.length + chosen.rows.length > 0;
  return (
    <div className="search-found">
      <Facets hits={all.results} chosen={chosen} facets={facets} counties={counties} change={change} />
      <div>
        <p className="headline">
          {filtered
            ? t("countFiltered", { shown: formatNumber(hits.length, lang), count })
            : t(all.meta.truncated === true ? "countSome" : "count", { count })}{" "}
          <Removers chosen={chosen} counties={counties} hits={all.results} change={change} />
        </p>
        {hits.length === 0 && (
          <Empty>
            <button type="button" onClick={() => change({ type: [], county: [], rows: [] })}>
              {t("takeAll")}
            </button>
          </Empty>
        )}
        <Groups hits={hits} q={q} counties={counties} />
        {chosen.county.length > 0 && <p className="small">{t("citedInAllCounties")}</p>}
        <ExportBar path="/v1/search" query={citedQuery(q, chosen, origins)} count={hits.length} cite={shown.meta.cite} files={false} />
      </div>
    </div>
  );
}
