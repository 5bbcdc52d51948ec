// Which key the page lacks, as far as the answers to its questions say.

import { ProblemError } from "@client/problem.ts";
import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";

export interface Need {
  /** The key that was sent is unknown or revoked; else it lacks a scope, or none was sent. */
  readonly unknown: boolean;
  readonly scope: string;
}

const NEEDS: Readonly<Record<string, number>> = { "key-needed": 401, "scope-needed": 403 };

/** What a key must do for a question to be answered; undefined when something else was wrong. */
export function needOf(error: unknown): Need | undefined {
  if (!(error instanceof ProblemError) || NEEDS[error.code] !== error.status) {
    return undefined;
  }
  const scope = error.problem["scope"];
  // Which scope it takes is not said to who comes with a key that is unknown.
  return typeof scope === "string" ? { unknown: false, scope } : { unknown: error.status === 401, scope: "read" };
}

/** What is lacking for questions that the page asks now: an unknown key first, then the right to read, which all pages take. */
export function firstNeed(errors: readonly unknown[]): Need | undefined {
  const needs = errors.map(needOf).filter((need) => need !== undefined);
  return needs.find((need) => need.unknown) ?? needs.find((need) => need.scope === "read") ?? needs[0];
}

/** The need of the page, for as long as one of the questions that it shows is refused for it. */
export function useNeed(): Need | undefined {
  const cache = useQueryClient().getQueryCache();
  const subscribe = useCallback((told: () => void) => cache.subscribe(notifyManager.batchCalls(told)), [cache]);
  const text = useSyncExternalStore(subscribe, () => {
    const shown = cache.findAll({ type: "active" }).map((query) => query.state.error);
    const need = firstNeed(shown);
    // A text, since two that are alike are the same to React.
    return need === undefined ? "" : JSON.stringify(need);
  });
  return text === "" ? undefined : (JSON.parse(text) as Need);
}
