// What the partners page reads from an answer and sends for a description.

import { expect, test } from "vitest";

import type { Ref } from "@/shared/api/types.ts";
import { barsOf, candidatesOf, limitFor, scaleOf, type PartnerRow } from "@/features/partners/candidates.ts";
import { leadOf } from "@/features/partners/consortium.tsx";
import { bodyOf, saysSomething, type Description } from "@/features/partners/describe.ts";
import { topOf } from "@/features/partners/state.ts";
import { formatWeights, parseWeights, reach, weightsOf } from "@/features/partners/weights.ts";

test("weights are written and read as the API takes them, and nonsense is no weight", () => {
  expect(parseWeights("industry=2,county=0.5, people=-1")).toEqual({ industry: 2, county: 0.5, people: -1 });
  expect(parseWeights("industry=,=3,county=much,a b=1")).toEqual({});
  expect(formatWeights(parseWeights("industry=2,county=0"))).toBe("industry=2,county=0");
});

test("the weights that held are read from what the answer says", () => {
  const notes = [
    { text: "Already partners: 3.", text_zh: "" },
    { text: "Weights: industry=1, people=8, exclusive=-0.1.", text_zh: "" },
  ];
  expect(weightsOf(notes)).toEqual({ industry: 1, people: 8, exclusive: -0.1 });
  expect(weightsOf(undefined)).toEqual({});
});

test("a slider reaches what was asked for", () => {
  expect(reach("industry", 1)).toEqual([0, 10]);
  expect(reach("industry", 25)).toEqual([0, 25]);
  expect(reach("simulated", -0.5)).toEqual([-3, 0]);
});

const school: Ref = { id: "school:a", type: "School", href: "/v1/schools/school:a", name: "A, the school", origin: "documented" };

function row(what: PartnerRow["what"], value: number, reason: string | null = null): PartnerRow {
  return {
    key: `school:a|${reason ?? ""}`,
    what,
    value,
    reason,
    unit: "points",
    candidate: school,
    rank: 1,
    amount: 1,
    weight: value,
    members: null,
    stays: null,
    origin: "documented",
    refused: null,
    refused_zh: null,
    audit: "/v1/measures/partners/audit",
  };
}

const rows = [
  { ...row("stability", 90), candidate: null },
  row("candidate", 2.5),
  row("reason", 2, "people"),
  row("reason", 1, "county"),
  row("counter-reason", -0.5, "simulated"),
];

test("candidates have their reasons, and bars add up on one scale", () => {
  const found = candidatesOf(rows);
  expect(found.map(({ id, points, reasons }) => [id, points, reasons.length])).toEqual([["school:a", 2.5, 3]]);
  const scale = scaleOf(found);
  expect(scale).toEqual({ against: 0.5, most: 3 });
  const bars = found.flatMap((candidate) => barsOf(candidate, scale));
  expect(bars.map(({ reason }) => reason)).toEqual(["people", "county", "simulated"]);
  expect(bars.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100);
  expect(bars[2]?.left).toBeCloseTo(0);
  expect(bars[0]?.left).toBeCloseTo((100 * 0.5) / 3.5);
  expect(bars[1]?.left).toBeCloseTo((100 * 2.5) / 3.5);
});

test("a list never asks for more rows than the server gives", () => {
  expect(limitFor(10)).toBeLessThanOrEqual(200);
  expect(limitFor(100)).toBe(1000);
});

const nothing: Description = {
  d_type: "enterprise",
  d_name: "",
  d_county: "",
  d_sectors: [],
  d_majors: [],
  d_members: [],
  weights: "",
  places: "",
  top: 10,
  in_county: "",
  only: "both",
};

test("a description sends what is said and nothing that its type does not have", () => {
  const common = { origin: "documented", asOf: "2024" } as const;
  const said = { ...nothing, d_county: "county:1", d_majors: ["major:1"], d_members: ["school:a"], weights: "industry=2", places: "50" };
  expect(bodyOf(said, common)).toEqual({
    type: "enterprise",
    county: "county:1",
    majors: ["major:1"],
    places: 50,
    weights: { industry: 2 },
    top: 10,
    limit: limitFor(10),
    origin: "documented",
    as_of: "2024",
  });
  const alliance = bodyOf({ ...said, d_type: "alliance", only: "school" }, { origin: "all", asOf: "" });
  expect(alliance).toMatchObject({ type: "alliance", members: ["school:a"], kind: "school" });
  expect(alliance).not.toHaveProperty("county");
  expect(alliance).not.toHaveProperty("origin");
});

test("a description is sent when it says where something is or what it does", () => {
  expect(saysSomething(nothing)).toBe(false);
  expect(saysSomething({ ...nothing, d_county: "county:1" })).toBe(true);
  expect(saysSomething({ ...nothing, d_type: "alliance", d_county: "county:1" })).toBe(false);
  expect(saysSomething({ ...nothing, d_type: "alliance", d_members: ["school:a"] })).toBe(true);
});

test("a county is shown as a whole where it can be, unless a number is asked for", () => {
  expect(topOf({ top: 0, in_county: "" })).toBe(10);
  expect(topOf({ top: 0, in_county: "county:1" })).toBe(50);
  expect(topOf({ top: 25, in_county: "county:1" })).toBe(25);
});

test("who asks leads a call, unless another does or an alliance asks", () => {
  expect(leadOf(undefined, "school:a")).toBe("school:a");
  expect(leadOf("enterprise:b", "school:a")).toBe("enterprise:b");
  expect(leadOf(undefined, "alliance:c")).toBeUndefined();
});
