import { describe, expect, it } from "vitest";

import { nextSort } from "@/features/table/address.ts";
import { formatFilter, parseFilter } from "@/features/table/filter.ts";
import { conditionOf } from "@/features/table/groups.tsx";
import { pagesFor } from "@/features/table/pages.ts";

describe("filters", () => {
  it.each([
    ["level:secondary|technician", { path: "level", operator: ":", not: false, values: ["secondary", "technician"] }],
    ["!has:offers", { path: "offers", operator: "has", not: true, values: [] }],
    ["enrolment:>=20", { path: "enrolment", operator: ">=", not: false, values: ["20"] }],
    [
      "school:school:jiahe-vocational|county:431024",
      { path: "school", operator: ":", not: false, values: ["school:jiahe-vocational", "county:431024"] },
    ],
    ["offers.major.code:660108", { path: "offers.major.code", operator: ":", not: false, values: ["660108"] }],
    ['name:"A, ""B"" (C)"', { path: "name", operator: ":", not: false, values: ['A, "B" (C)'] }],
  ])("%s is one condition, and is written the same again", (text, condition) => {
    expect(parseFilter(text)).toEqual([condition]);
    expect(formatFilter(parseFilter(text))).toBe(text);
  });

  it.each(["feeds(year:2024,code:X)", "level:secondary|has:offers", "(level:secondary|!has:offers)", "has:a|b", "enrolment:>5|<2"])(
    "%s stays as it is written",
    (text) => {
      expect(parseFilter(text)).toEqual([{ written: text }]);
      expect(formatFilter(parseFilter(text))).toBe(text);
    },
  );

  it("are several conditions between commas that stand in no quotes and brackets", () => {
    expect(parseFilter('level:secondary, name:"a,b",feeds(year:2024,code:X)')).toHaveLength(3);
    expect(parseFilter("")).toEqual([]);
  });

  it("quote what would be read as something else", () => {
    const value = (text: string): string => formatFilter([{ path: "name", operator: ":", not: false, values: [text] }]);
    expect(value("a|b")).toBe('name:"a|b"');
    expect(value(">5")).toBe('name:">5"');
    expect(value("郴州")).toBe("name:郴州");
  });
});

describe("groups", () => {
  it("lead to their rows, known, unknown and things", () => {
    const thing = { id: "county:431024", type: "County", name: "Jiahe", href: "/", origin: "reference" } as const;
    const said = [
      conditionOf({ name: "level", state: "known", value: "secondary", thing: null }),
      conditionOf({ name: "level", state: "unknown", value: null, thing: null }),
      conditionOf({ name: "county", state: "known", value: "county:431024", thing }),
    ];
    expect(formatFilter(said)).toBe("level:secondary,!has:level,county:county:431024");
  });
});

describe("pages", () => {
  it("in view and beside it are held, and no others", () => {
    expect(pagesFor(0, 20, 1)).toEqual([0]);
    expect(pagesFor(0, 20, 9)).toEqual([0, 1]);
    expect(pagesFor(49_950, 49_990, 501)).toEqual([498, 499, 500]);
    expect(pagesFor(150, 220, 3)).toEqual([0, 1, 2]);
  });
});

describe("order", () => {
  it("rises, falls, and is none", () => {
    expect(["", "name", "-name", "-other"].map((sort) => nextSort(sort, "name"))).toEqual(["name", "-name", "", "name"]);
  });
});
