// Asks what a scenario does.

import type { ScenarioAnswer } from "@client/generated/types.gen.ts";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { send, type Query } from "@/shared/api/read.ts";
import { useCommon } from "@/shared/url/common.ts";

import type { Plan } from "./model.ts";

/** The scenario as it is asked: with which rows count, and the date, as the page has them. */
export function asked(plan: Plan, common: Query): Plan {
  const { origin, as_of: asOf } = common;
  return {
    ...plan,
    ...(typeof origin === "string" && origin !== "" ? { origin } : {}),
    ...(typeof asOf === "string" && asOf !== "" ? { as_of: asOf } : {}),
  };
}

export function useRun(plan: Plan): UseQueryResult<ScenarioAnswer> {
  const { query } = useCommon();
  const body = asked(plan, query);
  return useQuery({
    queryKey: ["POST", "/v1/scenarios", JSON.stringify(body)],
    queryFn: ({ signal }) => send<ScenarioAnswer>("/v1/scenarios", body, signal),
    enabled: plan.changes.length > 0,
    placeholderData: keepPreviousData,
  });
}
