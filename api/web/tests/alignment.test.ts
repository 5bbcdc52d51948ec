import { describe, expect, it } from "vitest";

import type { Ref } from "@/shared/api/types.ts";

import { listed, periodsOf, piled, stepOf, years, type ChangeRow } from "../src/features/alignment/changes/model.ts";
import { largestGaps } from "../src/features/alignment/largest.ts";
import { matrixOf, moved, ordered, shade, UNKNOWN, type Column, type Row } from "../src/features/alignment/matrix/model.ts";
import type { GapRow } from "../src/features/alignment/matrix/read.ts";

function ref(id: string, origin: Ref["origin"] = "documented"): Ref {
  return { id, type: "Program", href: `/v1/programs/${id}`, name: id, origin };
}

function column(key: string, programs: readonly string[], sector: string | null = key): Column {
  return { key, sector: sector === null ? null : ref(sector), absent: null, programs: programs.map((id) => ref(id)) };
}

const ROW = (value: string): Row => ({ key: value, value, thing: null });
const NAMES = [(row: Row) => row.value ?? "?", (one: Column) => one.sector?.name ?? "none"] as const;

describe("the matrix", () => {
  const columns = [column("a", ["1", "2", "3"]), column("b", ["3"]), column("none", ["4", "5", "6", "7"], null)];
  const rows = new Map([
    ["1", ROW("66")],
    ["2", ROW("66")],
    ["3", ROW("51")],
    ["4", ROW("51")],
  ]);
  const matrix = matrixOf(columns, rows);

  it("counts programs in cells and different programs in rows", () => {
    const [a, b, none] = columns as [Column, Column, Column];
    expect(matrix.cell(ROW("66"), a).programs.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(matrix.cell(ROW("51"), b).origins.documented).toBe(1);
    expect(matrix.cell(UNKNOWN, none).programs).toHaveLength(3);
    expect(matrix.cell(ROW("66"), b).programs).toEqual([]);
    expect(matrix.total(ROW("51"))).toBe(2);
    expect(matrix.most).toBe(3);
  });

  it("keeps the unknown row and the outside column last in every order", () => {
    for (const order of ["count", "name", "together"] as const) {
      const shown = ordered(matrix, order, ...NAMES);
      expect(shown.rows.at(-1)?.key).toBe("unknown");
      expect(shown.columns.at(-1)?.sector).toBeNull();
      expect(shown.rows).toHaveLength(3);
    }
    expect(ordered(matrix, "name", ...NAMES).rows.map(({ key }) => key)).toEqual(["51", "66", "unknown"]);
  });

  it("puts alike rows together", () => {
    const mixed = [column("x", ["1", "3"]), column("y", ["2", "4"]), column("z", ["1", "3"])];
    const of = new Map(["1", "2", "3", "4"].map((id) => [id, ROW(`r${id}`)]));
    const keys = ordered(matrixOf(mixed, of), "together", ...NAMES);
    const place = (key: string): number => keys.rows.findIndex((row) => row.key === key);
    expect(Math.abs(place("r1") - place("r3"))).toBe(1);
    expect(Math.abs(place("r2") - place("r4"))).toBe(1);
  });

  it("is darker for more, and never empty for something", () => {
    expect([0, 1, 25, 100].map((count) => shade(count, 100))).toEqual([0, 1, 3, 5]);
  });

  it("moves within its edges", () => {
    expect(moved([0, 0], "ArrowLeft", 3, 4)).toEqual([0, 0]);
    expect(moved([0, 1], "ArrowDown", 3, 4)).toEqual([1, 1]);
    expect(moved([1, 1], "End", 3, 4)).toEqual([1, 3]);
    expect(moved([1, 1], "x", 3, 4)).toEqual([1, 1]);
  });
});

describe("gaps", () => {
  const row = (key: string, kind: GapRow["kind"], value: number | null, programs: number, enterprises: number): GapRow =>
    ({ key, kind, value, programs, enterprises }) as GapRow;

  it("are the least of what is prioritised and the most of what is not", () => {
    const rows = [
      row("gap|a", "gap", 2, 2, 1),
      row("gap|b", "gap", 0, 0, 3),
      row("gap|c", "gap", 0, 0, 90),
      row("surplus", "surplus", 9, 9, 0),
      row("surplus|d", "surplus", null, 1, 0),
      row("surplus|e", "surplus", 5, 5, 0),
    ];
    const found = largestGaps(rows, 2);
    expect(found.lacking.map(({ key }) => key)).toEqual(["gap|c", "gap|b"]);
    expect(found.outside.map(({ key }) => key)).toEqual(["surplus|e", "surplus|d"]);
    expect(found.all?.programs).toBe(9);
  });
});

describe("changes", () => {
  const row = (since: number | null, until: number | null, part: string | null, value: number): ChangeRow =>
    ({ since, until, part, value, before: 60, after: 70, programs: 3, aligned: 1 }) as unknown as ChangeRow;
  const periods = periodsOf([
    row(2023, 2024, "difference", 10),
    row(2024, 2024, "opened", 4),
    row(2024, 2024, "closed", 3),
    row(2024, 2024, "rest", -1),
    row(2023, 2023, "opened", 2),
    row(null, null, null, 0),
  ]);

  it("are one row for each period, single years first", () => {
    expect(periods.map(({ since, until }) => [since, until])).toEqual([
      [2023, 2023],
      [2024, 2024],
      [2023, 2024],
    ]);
    expect(years(periods)).toHaveLength(2);
  });

  it("pile up from zero, each way", () => {
    const [, period] = periods;
    expect(period && piled(period)).toEqual([
      { part: "opened", value: 4, from: 0, to: 4 },
      { part: "closed", value: 3, from: 4, to: 7 },
      { part: "rest", value: -1, from: 0, to: -1 },
    ]);
  });

  it("are listed by year, those without a date last", () => {
    const change = (name: string, date: string | null, origin: string) => ({ change: name, date, origin });
    const rows = listed([
      change("downsized", null, "simulated"),
      change("closed", "2023-05", "simulated"),
      change("closed", "2023", "documented"),
    ]);
    expect(rows).toEqual([
      { year: "2023", change: "closed", origins: { simulated: 1, documented: 1 }, count: 2 },
      { year: null, change: "downsized", origins: { simulated: 1 }, count: 1 },
    ]);
  });

  it("have round axes", () => {
    expect([stepOf(9, 3), stepOf(0.4, 4), stepOf(140, 3)]).toEqual([5, 0.1, 50]);
  });
});
