import { describe, expect, it } from "vitest";

import { byType, citedQuery, facetsOf, marked, passing, valuesOf, type Hit } from "@/features/search/hits.ts";

const hit = (id: string, type: string, origin: Hit["origin"] = "documented"): Hit => ({
  id,
  type,
  href: `/v1/x/${id}`,
  name: id,
  origin,
  score: 1,
  matched: null,
});
const jiahe = hit("county:1", "County", "reference");
const hits = [hit("school:a", "School"), jiahe, hit("school:b", "School", "simulated"), hit("enterprise:c", "Enterprise")];
const facets = facetsOf(new Map([["school:a", jiahe]]));
const none = { type: [], county: [], rows: [] };

describe("what was typed", () => {
  const said = (text: string, typed: string): string =>
    marked(text, typed)
      .map((part) => (part.marked ? `[${part.text}]` : part.text))
      .join("");

  it("is marked in a name, whatever its case, each word and each time", () => {
    expect(said("Jiahe Vocational School", "jiahe school")).toBe("[Jiahe] Vocational [School]");
    expect(said("桂阳县桂阳职校", "桂阳")).toBe("[桂阳]县[桂阳]职校");
    expect(said("JD.com", "京东")).toBe("JD.com");
    expect(said("a (b)", "(b)")).toBe("a [(b)]");
  });

  it("marks nothing when nothing was typed", () => expect(said("JD", "  ")).toBe("JD"));
});

describe("facets", () => {
  it("keep their own numbers while they are used, and narrow each other", () => {
    const chosen = { ...none, type: ["School"] };
    expect(passing(hits, chosen, facets).map(({ id }) => id)).toEqual(["school:a", "school:b"]);
    expect(valuesOf(hits, chosen, facets, "type")).toEqual([
      ["School", 2],
      ["County", 1],
      ["Enterprise", 1],
    ]);
    expect(valuesOf(hits, chosen, facets, "rows")).toEqual([
      ["documented", 1],
      ["simulated", 1],
    ]);
  });

  it("know where a thing is; a county is in itself, and what is nowhere is in no value", () => {
    expect(valuesOf(hits, none, facets, "county")).toEqual([["county:1", 2]]);
    expect(passing(hits, { ...none, county: ["county:1"] }, facets).map(({ id }) => id)).toEqual(["school:a", "county:1"]);
  });

  it("keep what is chosen although nothing is left of it", () => {
    expect(valuesOf(hits, { ...none, type: ["Person"] }, facets, "type").at(-1)).toEqual(["Person", 0]);
  });
});

it("hits stand by type, the best hit's type first", () => {
  expect(byType(hits).map(([type, some]) => [type, some.length])).toEqual([
    ["School", 2],
    ["County", 1],
    ["Enterprise", 1],
  ]);
});

describe("the citation of a search", () => {
  it("has the chosen types and origins", () => {
    expect(citedQuery("嘉禾", { type: ["School"], rows: ["documented", "inferred"] }, "real")).toEqual({
      q: "嘉禾",
      limit: 200,
      type: "School",
      origin: "documented,inferred",
    });
    expect(citedQuery("嘉禾", { type: [], rows: [] }, "real")["origin"]).toBe("real");
  });
});
