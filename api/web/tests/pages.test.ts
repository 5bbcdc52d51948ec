import { describe, expect, it } from "vitest";

import { isPaged, wholeOf, withEnds, type Page } from "@/shared/api/pages.ts";
import type { Answer } from "@/shared/api/types.ts";

function server(size: number): { readonly asked: Page[]; readonly ask: (page: Page) => Promise<Answer> } {
  const asked: Page[] = [];
  return {
    asked,
    ask: (page) => {
      asked.push(page);
      const start = Number(page.cursor ?? 0);
      const end = Math.min(start + page.per_page, size, page.limit);
      const results = Array.from({ length: end - start }, (_, at) => ({ at: start + at, origin: "documented" }));
      return Promise.resolve({
        results,
        meta: {
          count: results.length,
          data_version: "v",
          cite: `page ${start}`,
          origins: { documented: results.length, reference: 0, inferred: 0, simulated: 0 },
          undated: 1,
          total: size,
          truncated: end < size,
          next_cursor: end < Math.min(size, page.limit) ? String(end) : null,
        },
      });
    },
  };
}

describe("the pages of a question", () => {
  it("are read to the last one and joined", async () => {
    const { asked, ask } = server(450);
    const whole = await wholeOf(ask, { limit: 1000 });
    expect(whole.results.map((row) => row["at"])).toEqual(Array.from({ length: 450 }, (_, at) => at));
    expect(whole.meta).toMatchObject({ count: 450, total: 450, truncated: false, undated: 3, next_cursor: null, cite: "page 0" });
    expect(whole.meta.origins?.documented).toBe(450);
    expect(asked.map((page) => page.cursor)).toEqual([undefined, "200", "400"]);
  });

  it("end at the limit, and say that there are more rows", async () => {
    const { asked, ask } = server(450);
    const whole = await wholeOf(ask, { limit: "30" });
    expect([whole.results.length, whole.meta.truncated, asked.length]).toEqual([30, true, 1]);
  });

  it("have 100 rows without a limit", async () => {
    expect((await wholeOf(server(450).ask, {})).results).toHaveLength(100);
  });

  it("name the ends of evidence by id", () => {
    const fact = {
      id: "PARTNERS_WITH~school:a~enterprise:b~order class",
      type: "PARTNERS_WITH",
      origin: "documented",
      sources: ["source:s"],
    };
    const ends = {
      start: { id: "school:a" },
      end: { id: "enterprise:b" },
      href: "/v1/relationships/PARTNERS_WITH~school:a~enterprise:b~order%20class",
    };
    expect(withEnds({ evidence: [fact] })).toEqual({ evidence: [{ ...fact, ...ends }] });
    expect(withEnds({ evidence: fact })).toEqual({ evidence: { ...fact, ...ends } });
  });

  it("keep whole evidence and rows without it", () => {
    const whole = { id: "A~b~c", start: { id: "b" }, end: { id: "c" }, href: "/x", quotes: [] };
    expect(withEnds({ evidence: [whole] })).toEqual({ evidence: [whole] });
    expect(withEnds({ origin: "documented" })).toEqual({ origin: "documented" });
  });

  it("belong to questions only", () => {
    expect([isPaged("/v1/questions/county-pipelines"), isPaged("/v1/questions"), isPaged("/v1/questions/a/text")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
