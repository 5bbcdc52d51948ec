// Ranked candidates for an entity or a description, with filters and weights.

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { limitFor, type PartnerRow } from "./candidates.ts";
import { Filters, WeightSliders } from "./controls.tsx";
import { bodyOf, saysSomething, type Body } from "./describe.ts";
import { Results } from "./results.tsx";
import { STATE, topOf } from "./state.ts";
import { weightsOf } from "./weights.ts";
import { Beginning, Who } from "./who.tsx";

const PARTNERS = "/v1/partners";
const MATCH = "/v1/match";

export type PartnersAnswer = Answer<PartnerRow>;

/** The API request as a URL, also for descriptions, so that it can be cited and exported. */
export interface Asked {
  readonly path: string;
  readonly query: Query;
  /** The description, if any. */
  readonly body: Body | null;
}

function useAsked(): { readonly asked: Asked; readonly answer: UseQueryResult<PartnersAnswer>; readonly ready: boolean } {
  const common = useCommon();
  const [it] = useUrl(STATE);
  const described = it.mode === "described";
  const ready = described ? saysSomething(it) : it.for !== "";
  const body = described ? bodyOf(it, common) : null;
  const known: Query = {
    for: it.for,
    weights: it.weights,
    places: it.places,
    top: topOf(it),
    limit: limitFor(topOf(it)),
    in_county: it.in_county,
    kind: it.only === "both" ? undefined : it.only,
    ...common.query,
  };
  const asked = body === null ? { path: PARTNERS, query: known, body } : { path: MATCH, query: { described: JSON.stringify(body) }, body };
  return { asked, answer: useAnswer<PartnersAnswer>(ready ? asked.path : null, asked.query), ready };
}

export function Candidates(): ReactNode {
  const { asked, answer, ready } = useAsked();
  return (
    <>
      <Who />
      {ready ? (
        <div className="partners-columns">
          <aside>
            <Filters />
            <WeightSliders held={weightsOf(answer.data?.meta.notes)} />
          </aside>
          <div className="partners-results">
            <Answered of={answer}>{(data) => <Results data={data} asked={asked} />}</Answered>
          </div>
        </div>
      ) : (
        <Beginning />
      )}
    </>
  );
}
