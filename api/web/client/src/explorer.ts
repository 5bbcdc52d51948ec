// The configured client: URL, key, cached responses, retries, typed errors.

import { type Client, createClient } from "./generated/client/index.ts";
import { type Fetch, withETags, withPatience } from "./fetching.ts";
import { problemError } from "./problem.ts";

export interface ExplorerOptions {
  /** URL of the API, such as http://127.0.0.1:8000. In a browser it may be omitted: then it is the origin of the page. */
  readonly baseUrl?: string;
  /** A key of `alliance keys create`. A key in a web page can be read by every visitor: use one that is bound to an origin (`--origin`). */
  readonly key?: string;
  /** Maximum number of retries after 429 and 503; 0 for none. Default: 2. */
  readonly retries?: number;
  /** Maximum number of responses cached by their ETag; 0 for none. Default: 0 in a browser, which has a cache of its own, else 200. */
  readonly kept?: number;
  /** The fetch to use instead of the global one. */
  readonly fetch?: Fetch;
}

/** Responses cached outside of browsers by default. */
const KEPT = 200;

/**
 * Return a client to pass to the generated functions. With `throwOnError: true` they throw a ProblemError; without, they return it as `error`.
 *
 * @example const { data } = await listSchools({ client: explorer({ baseUrl }), throwOnError: true });
 */
export function explorer(options: ExplorerOptions = {}): Client {
  const { baseUrl = "", key, retries = 2, kept = isBrowser() ? 0 : KEPT } = options;
  // fetch is looked up at each call, so that a later replacement is used.
  const plain: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const patient = retries > 0 ? withPatience(plain, retries) : plain;
  const client = createClient({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    fetch: kept > 0 ? withETags(patient, kept) : patient,
    ...(key === undefined ? {} : { auth: (scheme: { scheme?: string }) => (scheme.scheme === "bearer" ? key : undefined) }),
  });
  // Whoever aborts a request wants no problem to show.
  client.interceptors.error.use((error, response, request) => (request?.signal.aborted === true ? error : problemError(error, response)));
  return client;
}

/** Whether this is a page or a worker of a browser, where fetch has a cache of its own. */
function isBrowser(): boolean {
  return "document" in globalThis || "WorkerGlobalScope" in globalThis;
}
