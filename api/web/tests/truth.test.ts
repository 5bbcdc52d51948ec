// Numbers and words that must not mislead: plurals, real and simulated counts, members with ties.

import { describe, expect, it } from "vitest";

import { membersOf } from "@/features/alliance/order.ts";
import type { TieKind, TieRow } from "@/features/alliance/rows.ts";
import { realOf } from "@/features/measures/columns.ts";
import { rowsByOrigin, type FigureRow } from "@/shared/figures/figure.tsx";
import { numbered } from "@/shared/i18n/texts.ts";
import { splitByOrigin, splitRows } from "@/shared/origin/split.ts";

describe("words beside a number", () => {
  it("are singular for one only", () => {
    const years = (age: string): string => numbered(`${age} [${age}:year|years] before 2025-12-31`);
    expect(["1", "0", "1.5", "11", "1,001"].map(years)).toEqual([
      "1 year before 2025-12-31",
      "0 years before 2025-12-31",
      "1.5 years before 2025-12-31",
      "11 years before 2025-12-31",
      "1,001 years before 2025-12-31",
    ]);
  });

  it("leave other brackets alone", () => {
    expect(numbered("a [b] c [1] d|e")).toBe("a [b] c [1] d|e");
  });
});

describe("counts", () => {
  it("are real or simulated, never both", () => {
    expect(splitByOrigin({ documented: 3, reference: 2, inferred: 1, simulated: 40 })).toEqual({ real: 6, simulated: 40 });
    expect(splitByOrigin({})).toEqual({ real: 0, simulated: 0 });
    const { real, simulated } = splitRows([{ origin: "documented" }, { origin: "simulated" }, { origin: "inferred" }]);
    expect([real.length, simulated.length]).toEqual([2, 1]);
  });

  it("sort a table of figures by their real rows", () => {
    expect(realOf({ rows_documented: 2, rows_inferred: 1, rows_simulated: 90 }, "rows")).toBe(3);
    expect(realOf({ value: 3 }, "rows")).toBeNull();
  });

  it("stand beside a figure that mixes both", () => {
    const figure = { rows_documented: 2, rows_inferred: 0, rows_simulated: 90 } as unknown as FigureRow;
    expect(rowsByOrigin(figure)).toEqual({ documented: 2, inferred: 0, simulated: 90 });
  });
});

it("members with ties are those of the measures; a shared activity is counted apart", () => {
  const thing = (id: string) => ({ id, type: "School", href: `/v1/${id}`, name: id, origin: "documented" }) as const;
  const tie = (one: string, other: string, kind: TieKind, unnamed = false): TieRow => ({
    one: thing(one),
    other: thing(other),
    tie: kind,
    unnamed,
    origin: "documented",
    evidence: [],
  });
  const rows = [tie("a", "b", "partnership"), tie("b", "c", "activity"), tie("c", "d", "activity"), tie("a", "group", "graduates", true)];
  expect(membersOf(rows)).toEqual({ tied: 2, activityOnly: 2 });
});
