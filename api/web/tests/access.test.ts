import { ProblemError } from "@client/problem.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { firstNeed, needOf, pageNeed } from "@/shared/access/needs.ts";
import { fetchFile, fileName } from "@/shared/api/file.ts";
import { curl } from "@/shared/exporting/lines.tsx";

const KEY = "alliance_0123456789ab_secret";

class Storing {
  readonly kept = new Map<string, string>();
  getItem = (name: string): string | null => this.kept.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.kept.set(name, value);
  removeItem = (name: string): void => void this.kept.delete(name);
}

function problem(code: string, status: number, scope?: string): ProblemError {
  const type = `/problems/${code}`;
  return new ProblemError({ type, title: code, title_zh: code, status, detail: "x", ...(scope === undefined ? {} : { scope }) });
}

describe("the key", () => {
  let session: Storing;
  let local: Storing;
  beforeEach(() => {
    session = new Storing();
    local = new Storing();
    vi.stubGlobal("sessionStorage", session);
    vi.stubGlobal("localStorage", local);
    vi.resetModules();
  });
  afterEach(() => vi.unstubAllGlobals());

  it("is presented as the API takes it, and kept for the session only", async () => {
    const { holdKey, holdsKey, keyHeaders } = await import("@/shared/api/key.ts");
    expect(keyHeaders()).toEqual({});
    holdKey(KEY);
    expect(holdsKey()).toBe(true);
    expect(keyHeaders()).toEqual({ Authorization: `Bearer ${KEY}` });
    expect(keyHeaders("other")).toEqual({ Authorization: "Bearer other" });
    expect([...session.kept.values()]).toEqual([KEY]);
    expect(local.kept.size).toBe(0);
  });

  it("is there again after a reload", async () => {
    (await import("@/shared/api/key.ts")).holdKey(KEY);
    vi.resetModules();
    expect((await import("@/shared/api/key.ts")).keyHeaders()).toEqual({ Authorization: `Bearer ${KEY}` });
  });

  it("is forgotten everywhere", async () => {
    const { forgetKey, holdKey, holdsKey, keyHeaders } = await import("@/shared/api/key.ts");
    holdKey(KEY);
    forgetKey();
    expect(holdsKey()).toBe(false);
    expect(keyHeaders()).toEqual({});
    expect(session.kept.size).toBe(0);
  });

  it("is forgotten by a page that was put aside while another forgot it", async () => {
    const { followSession, holdKey, holdsKey } = await import("@/shared/api/key.ts");
    holdKey(KEY);
    followSession();
    expect(holdsKey()).toBe(true);
    session.kept.clear();
    followSession();
    expect(holdsKey()).toBe(false);
  });

  it("is held in memory where the browser stores nothing", async () => {
    session.setItem = () => {
      throw new Error("QuotaExceededError");
    };
    const { holdKey, holdsKey } = await import("@/shared/api/key.ts");
    holdKey(KEY);
    expect(holdsKey()).toBe(true);
  });

  it("is what a header takes", async () => {
    const { isKey } = await import("@/shared/api/key.ts");
    expect(isKey(KEY)).toBe(true);
    expect(["", "a b", "密钥", "a\nX-Other: b", "x".repeat(201)].filter(isKey)).toEqual([]);
  });

  it("goes with the request of a file, and with no other part of it", async () => {
    (await import("@/shared/api/key.ts")).holdKey(KEY);
    const { fetchFile: fetched } = await import("@/shared/api/file.ts");
    const asked = vi.fn<typeof fetch>(() => Promise.resolve(new Response("a,b\n", { headers: { "Content-Type": "text/csv" } })));
    vi.stubGlobal("fetch", asked);
    const { blob, name } = await fetched("/v1/schools?format=csv", new AbortController().signal);
    expect([name, await blob.text()]).toEqual(["schools.csv", "a,b\n"]);
    expect(asked.mock.calls[0]?.[0]).toBe("/v1/schools?format=csv");
    expect(asked.mock.calls[0]?.[1]?.headers).toEqual({ Authorization: `Bearer ${KEY}`, "Accept-Language": "zh" });
  });
});

describe("a need", () => {
  it("is read from the problem", () => {
    expect(needOf(problem("key-needed", 401, "read"))).toEqual({ unknown: false, scope: "read" });
    expect(needOf(problem("key-needed", 401))).toEqual({ unknown: true, scope: "read" });
    expect(needOf(problem("scope-needed", 403, "console"))).toEqual({ unknown: false, scope: "console" });
  });

  it("is none when something else is wrong", () => {
    for (const other of [problem("console-off", 403), problem("unknown-name", 404), problem("no-answer", 0), new Error("x"), null]) {
      expect(needOf(other)).toBeUndefined();
    }
  });

  it("is told once for a page: an unknown key first, then reading", () => {
    const asking = problem("scope-needed", 403, "console");
    const read = problem("key-needed", 401, "read");
    expect(firstNeed([null, asking, read])?.scope).toBe("read");
    expect(firstNeed([asking, problem("key-needed", 401)])?.unknown).toBe(true);
    expect(firstNeed([asking])?.scope).toBe("console");
    expect(firstNeed([null, new Error("x")])).toBeUndefined();
  });
});

describe("the need of a page", () => {
  const base = {
    data: undefined,
    dataUpdatedAt: 0,
    error: null,
    errorUpdatedAt: 0,
    fetchStatus: "idle" as const,
    status: "pending" as const,
  };
  const rest = {
    dataUpdateCount: 0,
    errorUpdateCount: 0,
    fetchFailureCount: 0,
    fetchFailureReason: null,
    fetchMeta: null,
    isInvalidated: false,
  };
  const waiting = { ...base, ...rest };
  const answered = (at: number) => ({ ...waiting, dataUpdatedAt: at, status: "success" as const });
  const refused = { ...waiting, error: problem("key-needed", 401), errorUpdatedAt: 5, status: "error" as const };
  const previous = pageNeed([refused], undefined);

  it("is that of its refused requests, with the time of the last refusal", () => {
    expect(previous).toEqual({ need: { unknown: true, scope: "read" }, since: 5 });
  });

  it("remains while the next page waits for its first answer", () => {
    expect(pageNeed([waiting, answered(4)], previous)).toBe(previous);
  });

  it("ends with the first later answer, or when nothing is waited for", () => {
    expect(pageNeed([waiting, answered(6)], previous)).toBeUndefined();
    expect(pageNeed([answered(4)], previous)).toBeUndefined();
  });

  it("does not begin with a request without an answer", () => {
    expect(pageNeed([waiting], undefined)).toBeUndefined();
  });
});

describe("a file", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("has the name that the answer gives it", () => {
    const named = (disposition: string): string => fileName(new Headers({ "Content-Disposition": disposition }), "/v1/x");
    expect(named('attachment; filename="schools_abc.csv"')).toBe("schools_abc.csv");
    expect(named("attachment; filename=\"__.csv\"; filename*=UTF-8''%E5%AD%A6%E6%A0%A1.csv")).toBe("学校.csv");
  });

  it("is named by its address where it has no name", () => {
    const typed = (url: string, type: string): string => fileName(new Headers({ "Content-Type": type }), url);
    expect(typed("http://127.0.0.1/v1/meta", "application/json")).toBe("meta.json");
    expect(typed("/v1/cite?of=/v1/schools&format=text", "text/plain; charset=utf-8")).toBe("cite.txt");
    expect(typed("/v1/schools?format=graphml", "application/graphml+xml")).toBe("schools");
  });

  it("is a problem when it is refused or breaks off", async () => {
    const refused = { type: "/problems/key-needed", title: "Key needed", title_zh: "需要密钥", status: 401, detail: "x" };
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json(refused, { status: 401 })));
    const { signal } = new AbortController();
    await expect(fetchFile("/v1/x", signal)).rejects.toMatchObject({ code: "key-needed", status: 401 });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network error")));
    await expect(fetchFile("/v1/x", signal)).rejects.toMatchObject({ status: 0 });
  });
});

describe("a line for a shell", () => {
  it("names where the key is, not the key", () => {
    expect(curl("http://127.0.0.1/v1/x", true)).toBe(`curl -s -H "Authorization: Bearer $ALLIANCE_KEY" 'http://127.0.0.1/v1/x'`);
  });
});
