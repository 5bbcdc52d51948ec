import { describe, expect, it } from "vitest";

import { formatFilter, parseFilter } from "@/features/table/filter.ts";
import { conditionOf } from "@/features/table/groups.tsx";
import { pagesFor } from "@/features/table/pages.ts";
import type { Column } from "@/shared/api/types.ts";
import { nextSort, sortedAs, sortKey, sortRows } from "@/shared/table/sorting.ts";

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

  it("stands at the head of its column", () => {
    expect(["", "name", "-name", "-other"].map((sort) => sortedAs(sort, "name"))).toEqual([
      undefined,
      "ascending",
      "descending",
      undefined,
    ]);
  });
});

describe("rows that are all there", () => {
  const column = (type: string, many = false): Column => ({ name: "cell", type, many, optional: true, label: "cell", label_zh: "cell" });
  const sorted = (declared: Column, values: readonly unknown[], sort: string, lang: "zh" | "en" = "zh"): readonly unknown[] => {
    const by = (row: { readonly cell: unknown }): ReturnType<typeof sortKey> => sortKey(declared, row.cell, lang);
    const rows = values.map((cell) => ({ cell }));
    return sortRows(rows, [{ name: "cell", by }], sort).map(({ cell }) => cell);
  };
  const thing = (name: string, zh: string | null = null): object => ({
    id: name,
    type: "School",
    href: "/",
    name,
    name_zh: zh,
    origin: "reference",
  });

  it("have numbers as numbers, and empty cells last in both directions", () => {
    expect(sorted(column("int"), [10, null, 9, -1, 0], "cell")).toEqual([-1, 0, 9, 10, null]);
    expect(sorted(column("float"), [1.5, undefined, 20, 3], "-cell")).toEqual([20, 3, 1.5, undefined]);
    expect(sorted(column("bool"), [true, null, false], "cell")).toEqual([false, true, null]);
    expect(sorted(column("str"), ["", "b", "a"], "-cell")).toEqual(["b", "a", ""]);
    expect(sorted(column("School", true), [[], [thing("B")], [thing("A")]], "-cell")[2]).toEqual([]);
  });

  it("have dates as dates, a year before its months", () => {
    expect(sorted(column("date"), ["2024-10-02", "2024", null, "2023-12-31", "2024-03"], "cell")).toEqual([
      "2023-12-31",
      "2024",
      "2024-03",
      "2024-10-02",
      null,
    ]);
  });

  it("have Chinese by pinyin, before other scripts, and numbers in names by their size", () => {
    expect(sorted(column("str"), ["永兴", "安仁", "Zixing", "桂阳", "北湖"], "cell")).toEqual(["安仁", "北湖", "桂阳", "永兴", "Zixing"]);
    expect(sorted(column("str"), ["学校 10", "学校 9"], "cell")).toEqual(["学校 9", "学校 10"]);
  });

  it("have things by the name that is shown", () => {
    const [one, two] = [thing("Anren", "永兴"), thing("Yongxing", "安仁")];
    expect(sorted(column("School"), [one, two], "cell", "zh")).toEqual([two, one]);
    expect(sorted(column("School"), [one, two], "cell", "en")).toEqual([one, two]);
    expect(sorted(column("str"), ["undergraduate", "secondary"], "cell", "zh")).toEqual(["undergraduate", "secondary"]); // 本科, 中职
    expect(sorted(column("str"), ["undergraduate", "secondary"], "cell", "en")).toEqual(["secondary", "undergraduate"]);
  });

  it("have several values by the first, then the next; facts by how many there are; origins by their strength", () => {
    expect(sorted(column("str", true), [["b"], ["a", "c"], ["a"]], "cell")).toEqual([["a"], ["a", "c"], ["b"]]);
    const fact = { start: { id: "a" }, end: { id: "b" }, href: "/" };
    expect(sorted(column("Relationship", true), [[fact, fact], [], [fact]], "-cell")).toEqual([[fact, fact], [fact], []]);
    expect(sorted(column("Origin"), ["simulated", "documented", "inferred"], "cell")).toEqual(["documented", "inferred", "simulated"]);
  });

  it("stay as they were where the cells are the same, and where no such column is", () => {
    const rows = [
      { id: 1, cell: 2 },
      { id: 2, cell: 1 },
      { id: 3, cell: 2 },
    ];
    const columns = [{ name: "cell_zh", by: ({ cell }: { readonly cell: number }) => cell }, { name: "plain" }];
    expect(sortRows(rows, columns, "-cell").map(({ id }) => id)).toEqual([1, 3, 2]);
    expect(["", "other", "-plain", "cell_zh"].every((sort) => sortRows(rows, columns, sort) === rows)).toBe(true);
  });
});
