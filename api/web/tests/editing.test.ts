import { describe, expect, it } from "vitest";

import { nameRequests } from "@/shared/changes/row-names.ts";
import { endsOf, valuesOf } from "@/shared/changes/rows.ts";
import { correctable, dateOf, evidenceFault, evidenceOf, NOTHING_TYPED, valueOf } from "@/shared/editing/values.ts";
import { inOrder, type Draft } from "@/features/drafts/types.ts";

const CITED = { ...NOTHING_TYPED, known: "source:a" };

describe("dates of a form", () => {
  it.each([
    ["2024", "2024"],
    ["2024年", "2024"],
    ["2024年3月", "2024-03"],
    ["2024.3", "2024-03"],
    ["２０２４-03-01", "2024-03-01"],
    ["2024年3月1日", "2024-03-01"],
    ["2024/12/31", "2024-12-31"],
  ])("%s is %s", (typed, date) => {
    expect(dateOf(typed)).toBe(date);
  });

  it.each(["", "soon", "24", "2024-13", "2023-02-29", "2024-00"])("'%s' is not a date", (typed) => {
    expect(dateOf(typed)).toBeUndefined();
  });
});

describe("values of a row", () => {
  it("are texts", () => {
    expect(valueOf({ employees: 12 }, "employees")).toBe("12");
  });

  it("are separated in a list", () => {
    expect(valueOf({ aliases: ["A", "B"] }, "aliases")).toBe("A|B");
  });

  it("are empty if unknown", () => {
    expect(valueOf({ level: null }, "level")).toBe("");
  });
});

describe("properties that can be corrected", () => {
  it("begin with the names and leave out keys and evidence", () => {
    expect(correctable(["id", "name", "name_zh", "sources", "level"])).toEqual(["name_zh", "name", "level"]);
  });
});

describe("the evidence of an edit", () => {
  it("needs a source", () => {
    expect(evidenceFault(NOTHING_TYPED)).toBe("sourceMissing");
  });

  it("needs a complete URL", () => {
    expect(evidenceFault({ ...NOTHING_TYPED, support: "web", web: "example.org" })).toBe("urlInvalid");
  });

  it("needs a reason without a source", () => {
    expect(evidenceFault({ ...NOTHING_TYPED, support: "reason", reason: " " })).toBe("reasonMissing");
  });

  it("takes a quote of 12 words at most", () => {
    expect(evidenceFault({ ...CITED, quote: "a b c d e f g h i j k l m" })).toBe("quoteLong");
  });

  it("needs the position in the source for a new row", () => {
    expect(evidenceFault(CITED, true)).toBe("placeMissing");
  });

  it("is complete with a source and a position", () => {
    expect(evidenceFault({ ...CITED, locator: "page 3" }, true)).toBeUndefined();
  });

  it("leaves out what was typed for another kind", () => {
    const typed = { ...CITED, support: "reason" as const, quote: "words", reason: "typing error" };
    expect(evidenceOf(typed)).toEqual({ source: "", quote: "", locator: "", reason: "typing error" });
  });
});

describe("rows of a draft", () => {
  it("are entities, or the two ends of a relationship", () => {
    expect([endsOf("school:a"), endsOf("MEMBER_OF~school:a~alliance:b")]).toEqual([["school:a"], ["school:a", "alliance:b"]]);
  });

  it("are named by one request for each type", () => {
    expect(nameRequests(["school:a", "school:b", "school:a", "alliance:c"])).toHaveLength(2);
  });

  it("have the values that are stated", () => {
    expect(valuesOf('{"role":"member","valid_from":""}')).toEqual([["role", "member"]]);
  });

  it("have no values if the text is not a row", () => {
    expect(valuesOf("school:b")).toEqual([]);
  });
});

describe("the review queue", () => {
  const draft = (id: string, state: Draft["state"], published = false): Draft => ({
    id,
    state,
    published,
    revision: "",
    message: "",
    word: "",
    reviewer: "",
    edits_count: 1,
    imports: [],
    proposed: [],
  });

  it("begins with what can be decided, the newest first", () => {
    const drafts = [draft("old", "open"), draft("live", "accepted", true), draft("next", "accepted"), draft("new", "open")];
    expect(inOrder(drafts).map(({ id }) => id)).toEqual(["new", "old", "next", "live"]);
  });
});
