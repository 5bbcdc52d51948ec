// Reading from the API: one client, one function for URLs, one hook with caching.

import { explorer } from "@client/explorer.ts";
import { problemError, ProblemError } from "@client/problem.ts";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { lang } from "@/shared/i18n/texts.ts";
import { acceptsPlace } from "@/shared/place/support.ts";

import { keyHeaders } from "./key.ts";
import { isPaged, wholeOf } from "./pages.ts";
import type { Answer } from "./types.ts";

/** The browser revalidates responses by ETag. */
const client = explorer({ kept: 0 });

export type Value = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, Value>>;

/** A path with its query; empty values and a place that the path does not accept are omitted, parameter order is kept. */
export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "" && (name !== "place" || acceptsPlace(path))) {
      parts.append(name, String(value));
    }
  }
  const text = parts.toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%2F", "/");
  return text === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${text}`;
}

/** Sends a GET request; of a question, one for each page until `limit` is reached. @throws ProblemError */
export async function read<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  if (isPaged(path)) {
    return (await wholeOf((page) => ask<Answer>("GET", address(path, { ...query, ...page }), { signal }), query)) as T;
  }
  return ask<T>("GET", address(path, query), { signal });
}

/** Sends a body to a read-only operation. @throws ProblemError */
export async function send<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return ask<T>("POST", path, { body, signal });
}

/**
 * Sends a request that changes drafts or data. A repeated request needs a new call, and gets a new idempotency key.
 *
 * @param body a form, or a value that is sent as JSON.
 * @param match data version, or revision of the draft, that the change is based on.
 * @throws ProblemError
 */
export async function write<T>(path: string, body: unknown, match: string): Promise<T> {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return ask<T>("POST", path, { body, headers: { "If-Match": `"${match}"`, "Idempotency-Key": key } });
}

/** Why a key is not valid; undefined if it is. Uses a cheap request. */
export async function refusalOf(key: string): Promise<ProblemError | undefined> {
  try {
    await ask("GET", "/v1/console", { key });
    return undefined;
  } catch (error) {
    const problem = error instanceof ProblemError ? error : problemError(error, undefined);
    // The server checks the key even if the database is unavailable.
    return problem.status === 503 || problem.status === 504 ? undefined : problem;
  }
}

interface Asked {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** A key to use instead of the stored one. */
  readonly key?: string;
}

async function ask<T>(method: "GET" | "POST", url: string, { body, signal, headers, key }: Asked): Promise<T> {
  const answered = await client.request({
    method,
    url,
    headers: {
      ...headers,
      ...keyHeaders(key),
      "Accept-Language": lang(),
      // The browser states the type of a form, with its boundary.
      ...(body === undefined ? {} : { "Content-Type": body instanceof FormData ? null : "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
    ...(body instanceof FormData ? { bodySerializer: null } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
  if (answered.error !== undefined) {
    signal?.throwIfAborted();
    throw answered.error instanceof Error ? answered.error : problemError(answered.error, answered.response);
  }
  return answered.data as T;
}

/**
 * Response of a GET request; the previous response stays while it is reloaded.
 *
 * @param path null sends no request.
 */
export function useAnswer<T>(path: string | null, query: Query = {}): UseQueryResult<T> {
  return useQuery<T>({
    queryKey: ["GET", path === null ? null : address(path, query)],
    queryFn: ({ signal }) => read<T>(path ?? "", query, signal),
    enabled: path !== null,
    placeholderData: keepPreviousData,
  });
}
