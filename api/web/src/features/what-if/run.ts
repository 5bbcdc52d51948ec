// Asks what a scenario does.

import type { ScenarioAnswer } from "@client/generated/types.gen.ts";
import { ProblemError } from "@client/problem.ts";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { send, type Query } from "@/shared/api/read.ts";
import { useCommon } from "@/shared/url/common.ts";

import { refusals, type Plan } from "./model.ts";

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

/** Why changes of a scenario are refused, by their places; nothing while it is asked, and when it is not refused for one of them. */
export function useRefusals(plan: Plan): ReadonlyMap<number, readonly string[]> {
  const { error, isError } = useRun(plan);
  return refusals(isError && plan.changes.length > 0 && error instanceof ProblemError ? error.errors : []);
}
