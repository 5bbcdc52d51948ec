// The review queue: drafts with their row differences and figures, decisions on them, and the publication of what was accepted.

import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Answered } from "@/shared/states/answered.tsx";

import { Decision } from "./decision.tsx";
import { Preview } from "./preview.tsx";
import { Publish } from "./publish.tsx";
import { draftTexts } from "./texts.ts";
import { stateOf, type Draft } from "./types.ts";

export default function Page(): ReactNode {
  const t = useTexts(draftTexts);
  const answer = useAnswer<Answer<Draft>>("/v1/drafts", { per_page: 200 });
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <Answered of={answer}>
        {(data) => (
          <>
            {data.results.some((draft) => stateOf(draft) === "accepted") && <Publish version={data.meta.data_version} />}
            {data.results.length === 0 && <p>{t("none")}</p>}
            {data.results.toReversed().map((draft) => (
              <Item key={draft.id} of={draft} />
            ))}
          </>
        )}
      </Answered>
    </>
  );
}

function Item({ of }: { readonly of: Draft }): ReactNode {
  const t = useTexts(draftTexts);
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const last = of.proposed.at(-1);
  const state = stateOf(of);
  return (
    <section className="panel">
      <h2>
        {of.message === "" ? of.id : of.message} <span className="small">{t(state)}</span>
      </h2>
      <p className="small">
        {last !== undefined && t("by", { who: last.who, when: last.at.slice(0, 16).replace("T", " ") })} ·{" "}
        {t("count", { edits: of.edits_count, imports: of.imports.length })}
      </p>
      {of.word !== "" && <p>{t("word", { word: of.word })}</p>}
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? "hide" : "show")}
      </button>
      {open && <Preview id={of.id} />}
      {state === "open" && <Decision of={of} done={() => void cache.invalidateQueries()} />}
    </section>
  );
}
