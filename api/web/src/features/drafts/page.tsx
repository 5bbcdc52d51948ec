// The review queue: drafts with their row differences and figures, decisions on them, and the publication of what was accepted.

import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import "@/shared/changes/changes.css";
import { ImportLink } from "@/shared/editing/import-link.tsx";
import { useScopes } from "@/shared/editing/rights.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { text, useUrl } from "@/shared/url/url.ts";

import { Decision } from "./decision.tsx";
import { Imports } from "./imports.tsx";
import { Preview } from "./preview.tsx";
import { Publish } from "./publish.tsx";
import { draftTexts } from "./texts.ts";
import { inOrder, stateOf, type Draft } from "./types.ts";

const SHOWN = { draft: text() };

export default function Page(): ReactNode {
  const t = useTexts(draftTexts);
  const [{ draft: asked }] = useUrl(SHOWN);
  const scopes = useScopes();
  const answer = useAnswer<Answer<Draft>>("/v1/drafts", { per_page: 200 });
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <ImportLink />
      <Answered of={answer}>
        {(data) => (
          <>
            {scopes.includes("publish") && (
              <Publish version={data.meta.data_version} ready={data.results.some((draft) => stateOf(draft) === "accepted")} />
            )}
            {data.results.length === 0 && <p>{t("none")}</p>}
            {inOrder(data.results).map((draft) => (
              <Item key={draft.id} of={draft} asked={draft.id === asked} mayReview={scopes.includes("review")} />
            ))}
          </>
        )}
      </Answered>
    </>
  );
}

interface ItemProps {
  readonly of: Draft;
  /** Whether the URL names this draft. */
  readonly asked: boolean;
  readonly mayReview: boolean;
}

function Item({ of, asked, mayReview }: ItemProps): ReactNode {
  const t = useTexts(draftTexts);
  const cache = useQueryClient();
  const [open, setOpen] = useState(asked);
  const last = of.proposed.at(-1);
  const state = stateOf(of);
  const title = of.message === "" ? of.id : of.message;
  return (
    <section className="panel draft" aria-label={title}>
      <h2>
        {title} <span className={`state-tag tag-${state}`}>{t(state)}</span>
      </h2>
      <p className="small">
        {last !== undefined && t("by", { who: last.who, when: last.at.slice(0, 16).replace("T", " ") })} ·{" "}
        {t("count", { edits: of.edits_count, imports: of.imports.length })}
      </p>
      {of.word !== "" && <p>{t("word", { word: of.word })}</p>}
      <Imports of={of.imports} />
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? "hide" : "show")}
      </button>
      {open && <Preview id={of.id} />}
      {state === "open" && mayReview && <Decision of={of} done={() => void cache.invalidateQueries()} />}
    </section>
  );
}
