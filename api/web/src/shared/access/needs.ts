// Derives which key the page needs from the errors of its requests.

import { ProblemError } from "@client/problem.ts";
import { notifyManager, useQueryClient, type QueryState } from "@tanstack/react-query";
import { useCallback, useRef, useSyncExternalStore } from "react";

export interface Need {
  /** The sent key is unknown or revoked; otherwise it lacks a scope, or no key was sent. */
  readonly unknown: boolean;
  readonly scope: string;
}

const NEEDS: Readonly<Record<string, number>> = { "key-needed": 401, "scope-needed": 403 };

/** The key requirement of a failed request; undefined for other errors. */
export function needOf(error: unknown): Need | undefined {
  if (!(error instanceof ProblemError) || NEEDS[error.code] !== error.status) {
    return undefined;
  }
  const scope = error.problem["scope"];
  // For an unknown key the server does not name the required scope.
  return typeof scope === "string" ? { unknown: false, scope } : { unknown: error.status === 401, scope: "read" };
}

/** Combined requirement of the current requests: an unknown key first, then the scope `read`, which all pages need. */
export function firstNeed(errors: readonly unknown[]): Need | undefined {
  const needs = errors.map(needOf).filter((need) => need !== undefined);
  return needs.find((need) => need.unknown) ?? needs.find((need) => need.scope === "read") ?? needs[0];
}

export interface PageNeed {
  readonly need: Need;
  /** Time of the last refusal in milliseconds. */
  readonly since: number;
}

/**
 * The need of a page with these requests. After a link is followed, the need of the previous page remains until a request is answered,
 * so that the form is not replaced while someone types into it.
 */
export function pageNeed(requests: readonly QueryState<unknown, unknown>[], previous: PageNeed | undefined): PageNeed | undefined {
  const need = firstNeed(requests.map(({ error }) => error));
  if (need !== undefined) {
    return { need, since: Math.max(...requests.map(({ errorUpdatedAt }) => errorUpdatedAt)) };
  }
  const waiting = requests.some(({ status }) => status === "pending");
  const answered = previous !== undefined && requests.some(({ dataUpdatedAt }) => dataUpdatedAt > previous.since);
  return waiting && !answered ? previous : undefined;
}

/** The key requirement of the page while one of its requests fails for it. */
export function useNeed(): Need | undefined {
  const cache = useQueryClient().getQueryCache();
  const last = useRef<PageNeed>(undefined);
  const subscribe = useCallback((told: () => void) => cache.subscribe(notifyManager.batchCalls(told)), [cache]);
  const text = useSyncExternalStore(subscribe, () => {
    const shown = cache.findAll({ type: "active" }).map((query) => query.state as QueryState<unknown, unknown>);
    last.current = pageNeed(shown, last.current);
    // A string, so that React treats equal values as equal.
    return last.current === undefined ? "" : JSON.stringify(last.current.need);
  });
  return text === "" ? undefined : (JSON.parse(text) as Need);
}
