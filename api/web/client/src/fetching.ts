// Two layers around fetch: answers that are kept by their ETag, and patience with a server that asks for it.

export type Fetch = typeof globalThis.fetch;

interface Kept {
  readonly etag: string;
  readonly body: ArrayBuffer;
  readonly headers: Headers;
}

/**
 * Keeps answers and asks only whether they have changed: sends `If-None-Match`, and gives the kept answer for a 304.
 * A browser's own cache does the same; in Node nothing else does.
 *
 * @param most answers kept; the one unused for longest goes first.
 */
export function withETags(inner: Fetch, most = 200): Fetch {
  const kept = new Map<string, Kept>();
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== "GET" || request.headers.has("If-None-Match")) {
      return inner(request);
    }
    const key = ["Accept", "Authorization", "X-API-Key"].reduce((text, name) => `${text}\n${request.headers.get(name) ?? ""}`, request.url);
    const known = kept.get(key);
    if (known !== undefined) {
      request.headers.set("If-None-Match", known.etag);
    }
    const response = await inner(request);
    kept.delete(key);
    if (response.status === 304 && known !== undefined) {
      kept.set(key, known);
      return new Response(known.body, { status: 200, headers: merged(known.headers, response.headers) });
    }
    const etag = response.headers.get("ETag");
    if (response.status === 200 && etag !== null) {
      kept.set(key, { etag, body: await response.clone().arrayBuffer(), headers: new Headers(response.headers) });
      shrink(kept, most);
    }
    return response;
  };
}

/** The kept headers, with what a 304 says anew. */
function merged(old: Headers, fresh: Headers): Headers {
  const made = new Headers(old);
  for (const [name, value] of fresh) {
    if (!name.startsWith("content-")) {
      made.set(name, value);
    }
  }
  return made;
}

function shrink(kept: Map<string, Kept>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) {
      return;
    }
    kept.delete(key);
  }
}

/**
 * Asks again after 429 and 503, when the server says after how many seconds.
 *
 * @param retries how often at most.
 * @param longest seconds that are waited for at most; a longer wait is the caller's to decide.
 */
export function withPatience(inner: Fetch, retries: number, longest = 30): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    for (let left = retries; ; left -= 1) {
      const response = await inner(left > 0 ? request.clone() : request);
      const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
      const again = (response.status === 429 || response.status === 503) && wait <= longest;
      if (!again || left <= 0) {
        return response;
      }
      await response.body?.cancel();
      await sleep(wait * 1000, request.signal);
    }
  };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener("abort", stop, { once: true });
  });
}
