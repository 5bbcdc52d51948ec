import { describe, expect, it } from "vitest";

import { counting, rowsOf, together } from "@/features/home/counts.ts";
import { filledIn, grouped, groupOf, idsIn, type QuestionRow } from "@/features/home/questions.ts";

const question = (name: string, group: string, returns: readonly string[] = [], example: string | null = null): QuestionRow => ({
  name,
  title: name,
  title_zh: name,
  group,
  returns: returns.map((type) => ({ name: type, type, many: false, optional: false })),
  example,
});

describe("questions as cards", () => {
  it("stand in the server's groups; those about people stand with the alliances, and none is lost", () => {
    const all = [
      question("a", "training", ["Person"]),
      question("b", "partners"),
      question("c", "partners", ["Person", "School"]),
      question("d", "a new group"),
    ];
    expect(all.map(groupOf)).toEqual(["training", "partners", "alliances", "evidence"]);
    expect([...grouped(all).values()].flat()).toHaveLength(all.length);
  });

  it("fill in what the example gives", () => {
    const values = filledIn({
      example: "/v1/questions/x?one=school%3Ajiahe-vocational&other=county%3A431024&from=2024&form=co-cultivation",
    });
    expect(values).toEqual({ one: "school:jiahe-vocational", other: "county:431024", from: "2024", form: "co-cultivation" });
    expect(idsIn(values)).toEqual(["school:jiahe-vocational", "county:431024"]);
    expect(filledIn({ example: null })).toEqual({});
    expect(filledIn({ example: "/v1/questions/x" })).toEqual({});
  });
});

describe("counts by type and origin", () => {
  const counts = { School: { documented: 18, inferred: 2, simulated: 24 }, County: { reference: 11 }, Program: { simulated: 152 } };

  it("count all rows, or what is documented with the reference data", () => {
    expect(rowsOf(counts, ["County", "School", "Comet"], counting("all")).map(({ type, total }) => [type, total])).toEqual([
      ["County", 11],
      ["School", 44],
    ]);
    expect(rowsOf(counts, ["School", "County", "Program"], counting("documented"))).toEqual([
      { type: "School", counts: { documented: 18 }, total: 18 },
      { type: "County", counts: { reference: 11 }, total: 11 },
      { type: "Program", counts: {}, total: 0 },
    ]);
  });

  it("add up by origin, and the parts make the whole", () => {
    const whole = together(rowsOf(counts, Object.keys(counts), counting("all")), "all");
    expect(whole).toEqual({ type: "all", counts: { documented: 18, reference: 11, inferred: 2, simulated: 176 }, total: 207 });
  });
});
