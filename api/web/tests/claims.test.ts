import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import {
  asked,
  choicesOf,
  claimsBySource,
  fits,
  isRecorded,
  NO_YEAR,
  reportedOf,
  themeOf,
  yearsOf,
  type CountedRow,
} from "@/features/claims/rows.ts";
import type { Ref } from "@/shared/api/types.ts";
import { metricName } from "@/shared/names/words.ts";

function claim(id: string): Ref {
  return { id, type: "Claim", href: `/v1/claims/${id}`, name: id, origin: "documented" };
}

const row: CountedRow = {
  claim: claim("claim:a"),
  metric: "aligned_share",
  value: 83.6,
  qualifier: "exact",
  unit: "%",
  scope: "city, secondary",
  scope_zh: "全市中职",
  period: "2024",
  countable: true,
  counted: 0,
  base: 2,
  counts: "programs",
  counts_zh: "专业点",
  reason: null,
  reason_zh: null,
  calibrated: false,
  calibration: null,
  calibration_zh: null,
  origin: "inferred",
  evidence: [],
};
const ROWS = [
  row,
  { ...row, counted: 83.6, base: 61, origin: "simulated" as const },
  { ...row, claim: claim("claim:b"), metric: "revenue", scope: "city", period: "currently", countable: false, counted: null, base: null },
];

describe("reported figures", () => {
  const all = reportedOf(ROWS);

  it("are one a claim, with what rows of each origin count", () => {
    expect(all.map((item) => [item.claim.id, item.counted.map((one) => [one.origin, one.counted])])).toEqual([
      [
        "claim:a",
        [
          ["inferred", 0],
          ["simulated", 83.6],
        ],
      ],
      ["claim:b", []],
    ]);
  });

  it("keep a count of nothing, and say that nothing is recorded", () => {
    const [none] = reportedOf([{ ...row, counted: null, base: 0 }]);
    expect(none?.counted.map(({ base }) => base)).toEqual([0]);
    expect([none, ...all].map((item) => item !== undefined && isRecorded(item))).toEqual([false, true, false]);
  });

  it("are filtered by scope, year and theme, and by no year", () => {
    const kept = (scope: string, year: string, theme: string): readonly string[] =>
      all.filter((item) => fits(item, { scope, year, theme })).map((item) => item.claim.id);
    expect(kept("", "", "")).toEqual(["claim:a", "claim:b"]);
    expect(kept("city", "", "")).toEqual(["claim:b"]);
    expect(kept("", "2024", "")).toEqual(["claim:a"]);
    expect(kept("", NO_YEAR, "")).toEqual(["claim:b"]);
    expect(kept("", "", "economy")).toEqual(["claim:b"]);
    const { scopes, ...rest } = choicesOf(all);
    expect(scopes.map(({ scope }) => scope)).toEqual(["city", "city, secondary"]);
    expect(rest).toEqual({ years: ["2024"], themes: ["alignment", "economy"] });
  });

  it("name the years of their period", () => {
    expect(yearsOf("four years to 2025")).toEqual(["2025"]);
    expect(yearsOf("2024, 2024 and 2025")).toEqual(["2024", "2025"]);
    expect(yearsOf("over two years")).toEqual([]);
  });

  it("are counted for each source", () => {
    expect([...claimsBySource([{ sources: ["s1", "s2"] }, { sources: ["s1"] }, {}])]).toEqual([
      ["s1", 2],
      ["s2", 1],
    ]);
  });
});

describe("metrics of the data", () => {
  const csv = readFileSync(new URL("../../../seed/data/chenzhou/nodes/claim.csv", import.meta.url), "utf8");
  const metrics = [...csv.matchAll(/,([a-z_]+),[\d.]+,(?:exact|over|as printed|at least|approximately),/g)].map((found) => found[1] ?? "");

  it("have a theme and a Chinese name", () => {
    expect(metrics).toHaveLength(csv.trim().split("\nclaim:").length - 1);
    for (const metric of metrics) {
      expect(themeOf(metric)).not.toBe("other");
      expect(metricName("zh", metric)).toMatch(/[\u4e00-\u9fff]/);
    }
    expect(themeOf("something_new")).toBe("other");
    expect(metricName("zh", "something_new")).toBe("something new");
  });
});

describe("the filters of the page", () => {
  const all = reportedOf(ROWS);

  it("are parameters of the question, so that files and citation have the same rows", () => {
    const params = asked({ scope: "city, secondary", year: "2024", theme: "alignment" }, all);
    expect(params).toEqual({ scope: "city, secondary", year: "2024", metric: "aligned_share" });
  });

  it("ask for figures without a year by a parameter of its own", () => {
    expect(asked({ scope: "", year: NO_YEAR, theme: "" }, all)).toEqual({ scope: "", yearless: true, metric: "" });
  });
});
