import { describe, expect, it } from "vitest";

import { rowsOf, together } from "@/features/home/counts.ts";
import { listsOf } from "@/features/home/of-place.ts";
import { filledIn, idsIn } from "@/features/home/questions.ts";
import { counting } from "@/shared/url/common.ts";

describe("questions as cards", () => {
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

describe("entities of the place", () => {
  it("are asked for in one list for each type", () => {
    expect(listsOf(["county:1", "school:a", "county:2"], "region:a")).toEqual([
      "/v1/counties?ids=county:1,county:2&select=name,name_zh,gloss_zh&place=region:a",
      "/v1/schools?ids=school:a&select=name,name_zh,gloss_zh&place=region:a",
    ]);
  });

  it("are those that are loaded if there is no place, and never of an unknown type", () => {
    expect(listsOf(["county:1"], "")).toEqual(["/v1/counties?ids=county:1&select=name,name_zh,gloss_zh"]);
    expect(listsOf(["comet:1"], "region:a")).toEqual([]);
  });
});

describe("counts by type and origin", () => {
  const counts = { School: { documented: 18, inferred: 2, simulated: 24 }, County: { reference: 11 }, Program: { simulated: 152 } };

  it("count real rows without simulated ones", () => {
    expect(rowsOf(counts, ["School", "Program"], counting("real")).map(({ type, real }) => [type, real])).toEqual([
      ["School", 20],
      ["Program", 0],
    ]);
  });

  it("count all rows, or what is documented with the reference data", () => {
    expect(
      rowsOf(counts, ["County", "School", "Comet"], counting("all")).map(({ type, real, simulated }) => [type, real, simulated]),
    ).toEqual([
      ["County", 11, 0],
      ["School", 20, 24],
    ]);
    expect(rowsOf(counts, ["School", "County", "Program"], counting("documented"))).toEqual([
      { type: "School", counts: { documented: 18 }, real: 18, simulated: 0 },
      { type: "County", counts: { reference: 11 }, real: 11, simulated: 0 },
      { type: "Program", counts: {}, real: 0, simulated: 0 },
    ]);
  });

  it("add up by origin, and never real with simulated", () => {
    const whole = together(rowsOf(counts, Object.keys(counts), counting("all")), "all");
    expect(whole).toEqual({
      type: "all",
      counts: { documented: 18, reference: 11, inferred: 2, simulated: 176 },
      real: 31,
      simulated: 176,
    });
  });
});
