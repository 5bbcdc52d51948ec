import { describe, expect, it } from "vitest";

import type { FigureRow } from "@/shared/figures/figure.tsx";

import { neighbour, placesOf } from "../src/features/county/places.ts";
import { askingOf, scaleOf, seriesOf, weakest, type MeasureInfo } from "../src/features/county/shades.ts";

const CODES = ["431002", "431003", "431021", "431022", "431023", "431024", "431025", "431026", "431027", "431028", "431081"];
const COUNTIES = CODES.map((code) => ({ id: `county:${code}`, code }));

describe("tiles", () => {
  const places = placesOf(COUNTIES);

  it("never cover each other", () => {
    const taken = [...places.values()].map(({ column, row }) => `${column} ${row}`);
    expect(new Set(taken).size).toBe(CODES.length);
  });

  it("stand below when nobody placed them", () => {
    const more = placesOf([...COUNTIES, { id: "county:430102", code: "430102" }, { id: "county:x", code: null }]);
    expect(more.get("county:430102")).toEqual({ column: 0, row: 4 });
    expect(more.get("county:x")).toEqual({ column: 1, row: 4 });
  });

  it("are all reached with arrow keys", () => {
    const seen = new Set<string>();
    const reach = (id: string): void => {
      if (!seen.has(id)) {
        seen.add(id);
        ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].forEach((key) => reach(neighbour(places, id, key)));
      }
    };
    reach("county:431002");
    expect(seen.size).toBe(CODES.length);
    expect(neighbour(places, "county:431024", "ArrowLeft")).toBe("county:431024");
    expect(neighbour(places, "county:431002", "ArrowRight")).toBe("county:431003");
  });
});

describe("shades", () => {
  const info = (params: unknown[], returns: unknown[]): MeasureInfo => ({ params, returns }) as unknown as MeasureInfo;
  const param = (name: string, choices: string[] = [], required = false) => ({ name, choices, required });

  it("know how a measure is asked for counties", () => {
    expect(askingOf(info([param("by", ["all", "county"]), param("county")], []))).toBe("by");
    expect(askingOf(info([param("county")], [{ name: "county", type: "County" }]))).toBe("rows");
    expect(askingOf(info([param("county")], []))).toBe("each");
    expect(askingOf(info([param("school", [], true), param("county")], []))).toBeUndefined();
    expect(askingOf(info([], []))).toBeUndefined();
  });

  it("make a series of what is left of a key without its county", () => {
    const county = { id: "county:1", type: "County", name: "A", href: "/v1/counties/county:1", origin: "reference" };
    const row = (key: string, thing: unknown = null) => ({ row: { key, thing, value: 1 } as unknown as FigureRow });
    const series = seriesOf([
      row("declared|county:1", county),
      row("county:1|C30", county),
      { ...row("gap|x"), asked: "county:2" },
      row("lost"),
    ]);
    expect([...series].map(([key, figures]) => [key, [...figures.keys()]])).toEqual([
      ["declared", ["county:1"]],
      ["C30", ["county:1"]],
      ["gap|x", ["county:2"]],
    ]);
  });

  it("go in five equal steps, and stand in the middle when all are equal", () => {
    const scale = scaleOf([0, 5, 10]);
    expect([0, 1.9, 5, 10].map((value) => scale?.step(value))).toEqual([1, 1, 3, 5]);
    expect(scaleOf([4, 4])?.step(4)).toBe(3);
    expect(scaleOf([])).toBeUndefined();
  });

  it("are as weak as the weakest", () => {
    expect(weakest({ documented: 3, simulated: 1 })).toBe("documented");
    expect(weakest({ documented: 3, inferred: 1 })).toBe("inferred");
    expect(weakest({ simulated: 1 })).toBe("simulated");
    expect(weakest({})).toBeNull();
    expect(weakest({ documented: 3, simulated: 0 })).toBe("documented");
  });
});
