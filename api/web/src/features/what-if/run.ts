// Requests the results of a scenario.

import type { ScenarioAnswer } from "@client/generated/types.gen.ts";
import { ProblemError } from "@client/problem.ts";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { send, type Query } from "@/shared/api/read.ts";
import { useCommon } from "@/shared/url/common.ts";

import { refusals, type Plan } from "./model.ts";

/** The scenario as sent, with the origins and the date of the page. */
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

/** Errors of the changes by position; empty while loading and for other errors. */
export function useRefusals(plan: Plan): ReadonlyMap<number, readonly string[]> {
  const { error, isError } = useRun(plan);
  return refusals(isError && plan.changes.length > 0 && error instanceof ProblemError ? error.errors : []);
}
