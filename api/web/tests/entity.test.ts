import { describe, expect, it } from "vitest";

import { keyOf, ordered, ownFields, whenOf, worthKnown, type NeighbourCount } from "@/features/entity/groups.ts";

const group = (type: string, direction: "in" | "out", other: string): NeighbourCount => ({
  type,
  direction,
  node_type: other,
  relationships: 1,
  things: 1,
  undated: 0,
  origins: { documented: 1, reference: 0, inferred: 0, simulated: 0 },
});

describe("groups of relationships", () => {
  it("stand in the order of the model, those that start here first, what was reported last", () => {
    const mixed = [
      group("ABOUT", "in", "Claim"),
      group("PART_OF", "in", "School"),
      group("PART_OF", "out", "Region"),
      group("OFFERS", "out", "Program"),
    ];
    expect(ordered(mixed).map(keyOf)).toEqual(["OFFERS.out.Program", "PART_OF.out.Region", "PART_OF.in.School", "ABOUT.in.Claim"]);
  });

  it("keep a type that the page does not know, at the end", () => {
    expect(
      ordered([group("ORBITS", "out", "Comet"), group("ABOUT", "in", "Claim")])
        .map(keyOf)
        .at(-1),
    ).toBe("ORBITS.out.Comet");
  });
});

describe("columns of a group", () => {
  it("are the fields of the relationship itself that some row knows", () => {
    const rows = [
      { id: "a", type: "FEEDS", start: { id: "x" }, end: { id: "y" }, year: 2024, graduates: null, origin: "documented" },
      { id: "b", type: "FEEDS", start: { id: "x" }, end: { id: "z" }, year: 2023, graduates: 12, origin: "documented", tier: null },
    ];
    expect(ownFields(rows)).toEqual(["graduates"]);
  });

  it("are the fields of the thing at the other end that some row knows; a figure says its unit itself", () => {
    expect(worthKnown("Program", [{ more: { level: "secondary", enrolment: null } }, {}])).toEqual(["level"]);
    expect(worthKnown("Claim", [{ more: { value: 83.6, unit: "%", qualifier: "exact", period: "2024" } }])).toEqual(["value", "period"]);
    expect(worthKnown("Comet", [{ more: { tail: 3 } }])).toEqual([]);
  });
});

describe("when a relationship holds", () => {
  it("is said as stated, and an unknown date is not taken for none", () => {
    expect(whenOf({ year: 2024 })).toEqual({ key: "year", date: "2024" });
    expect(whenOf({ valid_from: "2019", valid_to: "2023-06" })).toEqual({ key: "between", date: "2019 – 2023-06" });
    expect(whenOf({ valid_from: "2024", valid_to: null })).toEqual({ key: "since", date: "2024" });
    expect(whenOf({ valid_from: null, valid_to: "2023" })).toEqual({ key: "until", date: "2023" });
    expect(whenOf({ valid_from: null, undated: true }).key).toBe("undated");
    expect(whenOf({}).key).toBe("none");
  });
});
