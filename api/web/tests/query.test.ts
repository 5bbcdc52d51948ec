import { describe, expect, it } from "vitest";

import { complete, placeOf } from "@/features/query/completion.ts";
import type { Schema } from "@/features/query/schema.ts";
import { csvOf, graphOf, plainText, planLines, refOf, withMode } from "@/features/query/values.ts";

const property = (name: string) => ({ name, type: "STRING", used: 3, indexed: false, about: "", about_zh: "", choices: [] });
const schema: Schema = {
  labels: [
    { label: "School", title: "", title_zh: "", count: 1, properties: [property("id"), property("level")], examples: [] },
    { label: "Program", title: "", title_zh: "", count: 1, properties: [property("id"), property("status")], examples: [] },
  ],
  relationships: [
    { type: "OFFERS", title: "", title_zh: "", count: 1, properties: [property("valid_from")], patterns: [] },
    { type: "OF_MAJOR", title: "", title_zh: "", count: 1, properties: [], patterns: [] },
  ],
  search: { index: "names", label: "Thing", examples: [] },
};
const options = (text: string): readonly string[] => complete(text, text.length, schema).options.map((option) => option.text);

describe("completion", () => {
  it("names labels in a node and types in a relationship", () => {
    expect(options("MATCH (s:")).toEqual(["School", "Program"]);
    expect(options("MATCH (s:Sch")).toEqual(["School"]);
    expect(options("MATCH (s:School)-[:OF")).toEqual(["OFFERS", "OF_MAJOR"]);
    expect(options("MATCH (s:School)-[r:OFFERS|OF_")).toEqual(["OF_MAJOR"]);
  });

  it("names the properties of what a variable stands for", () => {
    expect(options("MATCH (s:School) WHERE s.")).toEqual(["id", "level"]);
    expect(options("MATCH (s:School)-[r:OFFERS]->(p) RETURN r.")).toEqual(["valid_from"]);
    expect(options("MATCH (n) WHERE n.st")).toEqual(["status"]);
    expect(options("MATCH (n:School {le")).toEqual(["level"]);
  });

  it("names words of the language and variables", () => {
    expect(options("MATCH (school:School) RE")).toContain("RETURN");
    expect(options("MATCH (school:School) RETURN sc")).toEqual(["school"]);
  });

  it("says nothing within strings, comments and finished words", () => {
    expect(options("RETURN 'MATCH (s:")).toEqual([]);
    expect(options("RETURN 1 // MA")).toEqual([]);
    expect(options("MATCH (s:School")).toEqual([]);
  });

  it("knows where it stands", () => {
    expect(placeOf("RETURN 1,\n'中文' AS x", 14)).toEqual({ line: 1, column: 6 });
  });
});

const school = {
  $type: "Node",
  element_id: "4:x:1",
  labels: ["School", "Thing"],
  properties: { id: "school:a", name: "A", name_zh: "甲", origin: "simulated" },
} as const;
const program = { ...school, element_id: "4:x:2", labels: ["Program", "Thing"], properties: { id: "program:b", name: "B" } } as const;
const offers = { $type: "Relationship", element_id: "5:x:1", type: "OFFERS", start: "4:x:1", end: "4:x:2", properties: {} } as const;

describe("values", () => {
  it("that are things have their page", () => {
    expect(refOf(school)).toMatchObject({ id: "school:a", href: "/v1/schools/school:a", origin: "simulated", name_zh: "甲" });
    expect(refOf({ ...school, labels: ["Meta"] })).toBeUndefined();
  });

  it("are drawn, wherever they stand, with ends that are there", () => {
    const graph = graphOf(
      [
        [{ list: [school] }, offers],
        [
          { $type: "Path", nodes: [program], relationships: [] },
          { ...offers, element_id: "x", end: "?" },
        ],
      ],
      "zh",
    );
    expect(graph.nodes.map(({ label }) => label)).toEqual(["甲", "B"]);
    expect(graph.edges.map(({ label }) => label)).toEqual(["开设"]);
  });

  it("are one text each in a file", () => {
    const values = [null, 1.5, true, "=x", school, offers, { $type: "Date", value: "2024-06-30" }, [1, 2]];
    expect(values.map(plainText)).toEqual(["", "1.5", "true", "=x", "school:a", "OFFERS", "2024-06-30", "[1,2]"]);
    expect(csvOf({ columns: ["a", "b"], rows: [["=x", -5]] })).toBe("\uFEFFa,b\r\n'=x,-5\r\n");
  });
});

describe("plans", () => {
  it("are asked for by a word before the query", () => {
    expect(withMode("MATCH (n) RETURN n", "EXPLAIN")).toBe("EXPLAIN MATCH (n) RETURN n");
    expect(withMode("explain MATCH (n) RETURN n", "PROFILE")).toBe("PROFILE MATCH (n) RETURN n");
    expect(withMode("CYPHER 5 EXPLAIN RETURN 1", "PROFILE")).toBe("CYPHER 5 PROFILE RETURN 1");
    expect(withMode("PROFILE RETURN 1", "")).toBe("RETURN 1");
  });

  it("are a line for each operator", () => {
    const plan = { operator: "A", children: [{ operator: "B", children: [{ operator: "C" }] }, { operator: "D" }] };
    expect(planLines(plan).map(({ depth, plan: { operator } }) => `${depth}${operator}`)).toEqual(["0A", "1B", "2C", "1D"]);
  });
});
