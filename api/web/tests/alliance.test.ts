// What the alliance pages count and order: ties by year, members by county, the order of the matrix, steps along it.

import { expect, test } from "vitest";

import type { Origin, Ref, Relationship } from "@/shared/api/types.ts";
import { byCounty, filtered, joined, NOWHERE } from "@/features/alliance/joined.ts";
import { squares } from "@/features/alliance/matrix.tsx";
import { pairs, stepTo, strongest, together } from "@/features/alliance/order.ts";
import { crossings } from "@/features/alliance/outside.tsx";
import type { BridgeRow, LivenessRow, MembersRow, TieKind, TieRow } from "@/features/alliance/rows.ts";
import { marks, spanOf, tiesPerYear, yearOf } from "@/features/alliance/years.ts";
import { chunks } from "@/shared/places/where.ts";

function thing(id: string, type = "School"): Ref {
  return { id, type, href: `/v1/${id}`, name: id, origin: "documented" };
}

function link(type: string, more: Record<string, unknown> = {}): Relationship {
  return { id: type, type, href: "", start: { id: "a" }, end: { id: "b" }, origin: "documented", ...more };
}

function tie(
  one: string,
  other: string,
  evidence: readonly Relationship[] = [],
  kind: TieKind = "partnership",
  origin: Origin = "documented",
): TieRow {
  return { one: thing(one), other: thing(other), tie: kind, unnamed: false, origin, evidence };
}

test("a year is read from a year, a month, a day or a number, and from nothing else", () => {
  expect([yearOf("2024"), yearOf("2024-05-01"), yearOf(2023), yearOf(null), yearOf("about then")]).toEqual([2024, 2024, 2023, null, null]);
});

test("an event holds in its year, what began holds on, and what has no date is not dated", () => {
  const events = new Map([["activity:x", 2022]]);
  expect(spanOf(link("FEEDS", { year: 2021 }), events)).toEqual({ from: 2021, to: 2021 });
  expect(spanOf(link("TOOK_PART_IN", { end: { id: "activity:x" } }), events)).toEqual({ from: 2022, to: 2022 });
  expect(spanOf(link("PARTNERS_WITH", { valid_from: "2020" }), events)).toEqual({ from: 2020, to: null });
  expect(spanOf(link("LECTURES_AT", { valid_from: "2020-09", valid_to: "2022" }), events)).toEqual({ from: 2020, to: 2022 });
  expect(spanOf(link("RUNS"), events)).toBeNull();
});

test("a tie counts once in each year, membership does not date it, and the undated are counted apart", () => {
  const ties = [
    tie("a", "b", [link("PARTNERS_WITH", { valid_from: "2021" }), link("MEMBER_OF", { valid_from: "2010" })]),
    tie("a", "c", [link("FEEDS", { year: 2022 }), link("FEEDS", { year: 2022 })], "graduates", "simulated"),
    tie("b", "c", [link("RUNS"), link("SUPPORTS")], "facility"),
  ];
  const { years, undated } = tiesPerYear(ties, new Map());
  expect(years.map(({ year, real }) => [year, real])).toEqual([
    [2021, 1],
    [2022, 1],
  ]);
  expect(years[1]?.origins).toEqual({ documented: 1, reference: 0, inferred: 0, simulated: 1 });
  expect(years[1]?.kinds.graduates).toBe(0);
  expect(undated).toBe(1);
  expect(tiesPerYear([], new Map())).toEqual({ years: [], undated: 0 });
});

test("an axis has few round marks that reach over the greatest value", () => {
  for (const most of [1, 3, 7, 12, 99, 412, 1000, 5321]) {
    const found = marks(most);
    expect(found[0]).toBe(0);
    expect(found.at(-1)).toBeGreaterThanOrEqual(most);
    expect(found.length).toBeLessThanOrEqual(6);
    expect(found.every(Number.isInteger)).toBe(true);
  }
});

test("ties of two members are one pair, whoever is named first, and its strongest kind colours it", () => {
  const found = pairs([tie("b", "a", [], "activity"), tie("a", "b", [], "graduates"), tie("a", "c")]);
  expect(found.map(({ id }) => id)).toEqual(["a~b", "a~c"]);
  expect(found.map(strongest)).toEqual(["graduates", "partnership"]);
});

test("the order keeps groups together, loses nobody and does not depend on the order of rows", () => {
  const clique = (ids: readonly string[]): TieRow[] => ids.flatMap((one, index) => ids.slice(index + 1).map((other) => tie(one, other)));
  const rows = [...clique(["a1", "a2", "a3", "a4"]), ...clique(["b1", "b2", "b3", "b4"]), tie("a1", "b1"), ...clique(["z1", "z2"])];
  const ids = ["b3", "a1", "z2", "b1", "a4", "a2", "b4", "z1", "b2", "a3"];
  const order = together(ids, pairs(rows));
  expect(order.toSorted()).toEqual(ids.toSorted());
  expect(together(ids.toReversed(), pairs(rows.toReversed()))).toEqual(order);
  // The pair that is linked to nobody else stands last, and each of the two groups stands in one piece.
  expect(order.slice(8).toSorted()).toEqual(["z1", "z2"]);
  expect(new Set(order.slice(0, 4).map((id) => id[0])).size).toBe(1);
  expect(new Set(order.slice(4, 8).map((id) => id[0])).size).toBe(1);
});

test("each pair is two squares, striped only when its strongest kind is simulated", () => {
  const found = squares(
    [thing("a"), thing("b")],
    pairs([tie("a", "b", [], "activity", "documented"), tie("a", "b", [], "graduates", "simulated")]),
  );
  expect(found.map(({ row, column, kind, origin }) => [row, column, kind, origin])).toEqual([
    [0, 1, "graduates", "simulated"],
    [1, 0, "graduates", "simulated"],
  ]);
});

test("arrow keys go to the next square of the row and to the nearest of the next rows", () => {
  const cells = [
    [0, 2],
    [0, 5],
    [2, 0],
    [2, 3],
    [5, 0],
  ] as const;
  expect(stepTo(cells, [0, 2], "ArrowRight")).toEqual([0, 5]);
  expect(stepTo(cells, [0, 2], "ArrowLeft")).toEqual([0, 2]);
  expect(stepTo(cells, [0, 2], "ArrowDown")).toEqual([2, 3]);
  expect(stepTo(cells, [5, 0], "ArrowUp")).toEqual([2, 0]);
});

function membersRow(origin: Origin, members: readonly Ref[]): MembersRow {
  return {
    alliance: thing("alliance:x", "Alliance"),
    known: members.length,
    schools: 0,
    enterprises: 0,
    members,
    groups: [],
    reported: [],
    reported_values: [],
    calibrated: false,
    calibration: null,
    calibration_zh: null,
    origin,
    evidence: [],
  };
}

test("members are counted by county, type and origin; who is nowhere is not lost, and unknown is a state of its own", () => {
  const county = thing("county:1", "County");
  const rows = [membersRow("simulated", [thing("s2"), thing("e1", "Enterprise")]), membersRow("documented", [thing("s1")])];
  const state = (id: string, word: string): LivenessRow => ({ what: "member", thing: thing(id), state: word }) as unknown as LivenessRow;
  const counties = new Map([
    ["s1", county],
    ["s2", county],
  ]);
  const found = joined(rows, [state("s1", "active"), state("e1", "unknown")], counties);
  expect(found.map(({ id }) => id)).toEqual(["s1", "s2", "e1"]);
  const table = byCounty(found);
  expect(table.map(({ key, real }) => [key, real])).toEqual([
    ["county:1", 1],
    [NOWHERE, 0],
  ]);
  expect(table[0]?.types.School).toEqual({ documented: 1, reference: 0, inferred: 0, simulated: 1 });
  const shown = (county_: string, type: string, word: string): readonly string[] =>
    filtered(found, { county: county_, type, state: word }).map(({ id }) => id);
  expect(shown("", "", "")).toEqual(["s1", "s2", "e1"]);
  expect(shown(NOWHERE, "", "")).toEqual(["e1"]);
  expect(shown("county:1", "School", "active")).toEqual(["s1"]);
  expect(shown("", "", "quiet")).toEqual([]);
});

test("a crossing has one end inside and one outside", () => {
  const bridge = (school: string, enterprise: string, value: number | null): BridgeRow =>
    ({ key: school + enterprise, school: thing(school), enterprise: thing(enterprise), value, people: 1 }) as unknown as BridgeRow;
  const found = crossings(
    [bridge("in1", "out", 1), bridge("out", "in2", 1), bridge("in1", "in2", 1), bridge("x", "y", 1), bridge("in1", "z", null)],
    new Set(["in1", "in2"]),
  );
  expect(found.map(({ member, outsider }) => [member.id, outsider.id])).toEqual([
    ["in1", "out"],
    ["in2", "out"],
  ]);
});

test("many ids are asked for in parts", () => {
  expect(chunks(["a", "b", "c"], 2)).toEqual([["a", "b"], ["c"]]);
  expect(chunks([], 2)).toEqual([]);
});
