// The layers around fetch, with a fetch of our own: no server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Fetch, explorer, getMeta, ProblemError, withETags, withPatience } from "../src/index.ts";

/** A fetch that gives these answers, one after the other, and notes what it was asked. */
function scripted(...answers: Response[]): { fetch: Fetch; asked: Request[] } {
  const asked: Request[] = [];
  const fetch: Fetch = (input, init) => {
    asked.push(new Request(input, init));
    const next = answers.shift();
    return next === undefined ? Promise.reject(new TypeError("fetch failed")) : Promise.resolve(next);
  };
  return { fetch, asked };
}

const URL = "http://127.0.0.1/v1/meta";

test("a second request sends the ETag and gets the kept body for a 304", async () => {
  const { fetch, asked } = scripted(
    new Response("one", { headers: { ETag: '"a"', "X-Request-ID": "1" } }),
    new Response(null, { status: 304, headers: { "X-Request-ID": "2" } }),
  );
  const keeping = withETags(fetch);
  assert.equal(await (await keeping(URL)).text(), "one");
  const second = await keeping(URL);
  assert.equal(asked[1]?.headers.get("If-None-Match"), '"a"');
  assert.deepEqual([second.status, await second.text(), second.headers.get("X-Request-ID")], [200, "one", "2"]);
});

test("a new answer takes the place of the old one, and the least used goes first", async () => {
  const tagged = (etag: string): Response => new Response(etag, { headers: { ETag: etag } });
  const { fetch, asked } = scripted(tagged('"a"'), tagged('"b"'), tagged('"c"'), tagged('"d"'));
  const keeping = withETags(fetch, 1);
  await keeping(URL);
  await keeping(URL);
  await keeping(`${URL}?other`);
  await keeping(URL);
  assert.deepEqual(asked.map((request) => request.headers.get("If-None-Match")), [null, '"a"', null, null]);
});

test("another key is another answer", async () => {
  const { fetch, asked } = scripted(new Response("a", { headers: { ETag: '"a"' } }), new Response("b"));
  const keeping = withETags(fetch);
  await keeping(URL);
  await keeping(URL, { headers: { Authorization: "Bearer other" } });
  assert.equal(asked[1]?.headers.get("If-None-Match"), null);
});

test("it waits as long as the server says, and no more often than it was told to", async () => {
  const away = (): Response => new Response("", { status: 503, headers: { "Retry-After": "0" } });
  const good = scripted(away(), away(), new Response("here"));
  assert.equal(await (await withPatience(good.fetch, 2)(URL)).text(), "here");
  const bad = scripted(away(), away(), away());
  assert.equal((await withPatience(bad.fetch, 1)(URL)).status, 503);
  assert.equal(bad.asked.length, 2);
});

test("a long wait is left to the caller", async () => {
  const { fetch, asked } = scripted(new Response("", { status: 429, headers: { "Retry-After": "3600" } }));
  assert.equal((await withPatience(fetch, 5)(URL)).status, 429);
  assert.equal(asked.length, 1);
});

test("a wait ends when the caller gives up", async () => {
  const { fetch } = scripted(new Response("", { status: 503, headers: { "Retry-After": "20" } }));
  const gaveUp = new AbortController();
  const asking = withPatience(fetch, 1)(URL, { signal: gaveUp.signal });
  setTimeout(() => gaveUp.abort(), 10);
  await assert.rejects(asking, { name: "AbortError" });
});

test("no answer, and one that is no problem of the API, are problems too", async () => {
  const asking = (...answers: Response[]): Promise<unknown> =>
    getMeta({ client: explorer({ baseUrl: "http://127.0.0.1", retries: 0, ...scripted(...answers) }), throwOnError: true });
  await assert.rejects(asking(), (error) => error instanceof ProblemError && error.status === 0 && error.code === "no-answer");
  const proxy = new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } });
  await assert.rejects(asking(proxy), (error) => error instanceof ProblemError && error.status === 502 && error.code === "http");
});

test("an aborted request is no problem to show", async () => {
  const gaveUp = new AbortController();
  const fetch = (_: unknown, init?: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) => {
      const signal = _ instanceof Request ? _.signal : init?.signal;
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
    });
  const asking = getMeta({ client: explorer({ baseUrl: "http://127.0.0.1", retries: 0, fetch }), signal: gaveUp.signal, throwOnError: true });
  setTimeout(() => gaveUp.abort(), 10);
  await assert.rejects(asking, (error) => error instanceof Error && error.name === "AbortError" && !(error instanceof ProblemError));
});

test("the key is sent as a bearer token, once", async () => {
  const { fetch, asked } = scripted(Response.json({}));
  await getMeta({ client: explorer({ baseUrl: "http://127.0.0.1", key: "k", fetch }) });
  assert.equal(asked[0]?.headers.get("Authorization"), "Bearer k");
  assert.equal(asked[0]?.headers.get("X-API-Key"), null);
});

test("a browser keeps no answers by default: it has a cache of its own", async () => {
  const tagged = (): Response => Response.json({}, { headers: { ETag: '"a"' } });
  const { fetch, asked } = scripted(tagged(), tagged());
  Object.defineProperty(globalThis, "document", { value: {}, configurable: true });
  const client = explorer({ baseUrl: "http://127.0.0.1", fetch });
  Reflect.deleteProperty(globalThis, "document");
  await getMeta({ client });
  await getMeta({ client });
  assert.equal(asked[1]?.headers.get("If-None-Match"), null);
});

test("no response says what to check", async () => {
  const { fetch } = scripted();
  const { error } = await getMeta({ client: explorer({ baseUrl: "http://127.0.0.1", retries: 0, fetch }) });
  assert.ok(error instanceof ProblemError);
  assert.match(error.hint ?? "", /CORS/);
});
