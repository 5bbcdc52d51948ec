// The client, set up: address, key, kept answers, patience, typed errors.

import { type Client, createClient } from "./generated/client/index.ts";
import { type Fetch, withETags, withPatience } from "./fetching.ts";
import { problemError } from "./problem.ts";

export interface ExplorerOptions {
  /** Address of the API, such as http://127.0.0.1:8000; in a browser the page's own when it is left out. */
  readonly baseUrl?: string;
  /** A key of `alliance keys create`. */
  readonly key?: string;
  /** How often to ask again after 429 and 503; 0 never. */
  readonly retries?: number;
  /** Answers kept by their ETag at most; 0 keeps none. */
  readonly kept?: number;
  /** Another fetch, for tests. */
  readonly fetch?: Fetch;
}

/**
 * Makes a client to pass to the generated functions. With `throwOnError: true` they throw a ProblemError; without it they return it as `error`.
 *
 * @example const { data } = await listSchools({ client: explorer({ baseUrl }), throwOnError: true });
 */
export function explorer(options: ExplorerOptions = {}): Client {
  const { baseUrl = "", key, retries = 2, kept = 200 } = options;
  // fetch is looked up when it is called, so that one that a page puts in its place later is used.
  const plain: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const patient = retries > 0 ? withPatience(plain, retries) : plain;
  const client = createClient({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    fetch: kept > 0 ? withETags(patient, kept) : patient,
    ...(key === undefined ? {} : { auth: (scheme: { scheme?: string }) => (scheme.scheme === "bearer" ? key : undefined) }),
  });
  client.interceptors.error.use((error, response) => problemError(error, response));
  return client;
}
