// Ranked candidates for somebody in the data or for a description, with the filters and weights beside them.

import { useQuery, keepPreviousData, type UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { send, useAnswer, type Query } from "@/shared/api/read.ts";
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

export const PARTNERS = "/v1/partners";
const MATCH = "/v1/match";

export type PartnersAnswer = Answer<PartnerRow>;

interface Asked {
  readonly answer: UseQueryResult<PartnersAnswer>;
  /** Whether enough is said to ask. */
  readonly ready: boolean;
  /** The parameters of the address of the API; null for a description. */
  readonly query: Query | null;
  readonly body: Body | null;
}

function useAsked(): Asked {
  const common = useCommon();
  const [it] = useUrl(STATE);
  const described = it.mode === "described";
  const ready = described ? saysSomething(it) : it.for !== "";
  const query: Query = {
    for: it.for,
    weights: it.weights,
    places: it.places,
    top: topOf(it),
    limit: limitFor(topOf(it)),
    in_county: it.in_county,
    kind: it.only === "both" ? undefined : it.only,
    ...common.query,
  };
  const known = useAnswer<PartnersAnswer>(ready && !described ? PARTNERS : null, query);
  const body = bodyOf(it, common);
  const matched = useQuery<PartnersAnswer>({
    queryKey: ["POST", MATCH, body],
    queryFn: ({ signal }) => send<PartnersAnswer>(MATCH, body, signal),
    enabled: ready && described,
    placeholderData: keepPreviousData,
  });
  return { answer: described ? matched : known, ready, query: described ? null : query, body: described ? body : null };
}

export function Candidates(): ReactNode {
  const { answer, ready, query, body } = useAsked();
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
            <Answered of={answer}>{(data) => <Results data={data} query={query} body={body} />}</Answered>
          </div>
        </div>
      ) : (
        <Beginning />
      )}
    </>
  );
}
