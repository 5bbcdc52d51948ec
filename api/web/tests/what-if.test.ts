import { readFileSync } from "node:fs";

import type { Join, Partner } from "@client/generated/types.gen.ts";
import { describe, expect, it } from "vitest";

import {
  changesOf,
  csvOf,
  earlier,
  NOTHING,
  parsePlan,
  placeOf,
  planCodec,
  refusals,
  suggested,
  withChange,
  withMeasure,
  without,
} from "../src/features/what-if/model.ts";

const EXAMPLE = readFileSync(new URL("../../../docs/examples/scenario.json", import.meta.url), "utf8");

describe("a scenario", () => {
  it("is read from the example of the documentation, and written as it was", () => {
    const plan = parsePlan(EXAMPLE);
    expect(plan).toEqual(JSON.parse(EXAMPLE));
    expect(plan && planCodec.parse(planCodec.format(plan))).toEqual(plan);
  });

  it("is refused when it is none", () => {
    for (const text of ["", "[]", "{}", '{"changes": 1}', '{"changes": [{"do": "burn"}]}', '{"changes": [{"do": "close"}]}']) {
      expect(parsePlan(text)).toBeUndefined();
      expect(planCodec.parse(text)).toEqual(NOTHING);
    }
    expect(parsePlan('{"changes": [], "measures": [{"params": {}}]}')).toBeUndefined();
  });

  it("leaves the address empty when nothing is changed", () => {
    expect(planCodec.format(NOTHING)).toBeUndefined();
  });

  it("holds one closing, moving and resizing of a program, the last one", () => {
    const first = withChange(NOTHING, { do: "resize", program: "p", enrolment: 10 });
    const both = withChange(withChange(first, { do: "close", program: "p" }), { do: "resize", program: "p", enrolment: 20 });
    expect(changesOf(both, "p")).toEqual([
      { do: "close", program: "p" },
      { do: "resize", program: "p", enrolment: 20 },
    ]);
    expect(placeOf(both, "resize", "p")).toBe(1);
    expect(without(both, 0).changes).toHaveLength(1);
    expect(earlier(both, 1).changes[0]?.do).toBe("resize");
  });

  it("takes several openings, and a measure once", () => {
    const open = { do: "open", school: "s", level: "secondary" } as const;
    expect(withChange(withChange(NOTHING, open), open).changes).toHaveLength(2);
    expect(withMeasure(NOTHING, NOTHING.measures[0] ?? { name: "gaps" }).measures).toHaveLength(1);
    expect(withMeasure(NOTHING, { name: "gaps" }).measures).toHaveLength(2);
  });
});

describe("partnerships and members", () => {
  const partner: Partner = { do: "partner", school: "s", enterprise: "e", form: "order class" };
  const join: Join = { do: "join", member: "s", alliance: "a" };

  it("stand in the address and come back", () => {
    const plan = withChange(withChange(NOTHING, partner), join);
    expect(planCodec.parse(planCodec.format(plan))).toEqual(plan);
    expect(parsePlan('{"changes": [{"do": "partner", "school": "s", "enterprise": "e"}]}')).toBeUndefined();
    expect(parsePlan('{"changes": [{"do": "join", "member": "s"}]}')).toBeUndefined();
  });

  it("name the measures that they bear on, once, and none that is asked", () => {
    const names = (...changes: (Partner | Join)[]): string[] =>
      suggested({ ...NOTHING, changes }).map(({ name, params }) => `${name} ${Object.values(params ?? {}).join(" ")}`);
    expect(names()).toEqual([]);
    expect(names(partner)).toEqual(["centrality partners degree", "partners s", "partners e"]);
    expect(names(join, { ...join, member: "e" })).toEqual(["alliance-liveness a", "alliance-structure a"]);
    const plan = withChange(NOTHING, join);
    const first = suggested(plan)[0] ?? { name: "" };
    expect(suggested(withMeasure(plan, first)).map(({ name }) => name)).toEqual(["alliance-structure"]);
  });

  it("leave no more to measure than a scenario takes", () => {
    const measures = Array.from({ length: 9 }, (_, index) => ({ name: `m${index}` }));
    expect(suggested({ changes: [partner], measures })).toHaveLength(1);
    expect(suggested({ changes: [partner], measures: [...measures, { name: "last" }] })).toEqual([]);
  });
});

it("what the API refuses belongs to the change that it names", () => {
  const errors = [
    { pointer: "/body/changes/1", detail: "linked already" },
    { pointer: "/body/changes/12/partner/form", detail: "one of these" },
    { pointer: "/body/changes/1/member", detail: "nobody" },
    { pointer: "/body/measures/0/name", detail: "no measure" },
  ];
  expect([...refusals(errors)]).toEqual([
    [1, ["linked already", "nobody"]],
    [12, ["one of these"]],
  ]);
});

it("figures become CSV that Excel reads, without formulas", () => {
  const row = { measure: "=SUM(1)", key: 'a|"b"', before: 1.5, after: null, difference: null, steps: null, rows: 2, refused: "one, two" };
  const before = { origin_before: "simulated", behind_before_real: 1, behind_before_simulated: 9 } as const;
  const after = { origin_after: null, behind_after_real: 0, behind_after_simulated: 0 } as const;
  const text = csvOf([{ ...row, ...before, ...after, entered: [], left: [], refused_zh: null }], 1);
  const [head, line] = text.split("\r\n");
  expect(head).toBe(
    "\uFEFFmeasure,key,before,origin_before,behind_before_real,behind_before_simulated," +
      "after,origin_after,behind_after_real,behind_after_simulated,difference,rows,refused,step_1",
  );
  expect(line).toBe(`'=SUM(1),"a|""b""",1.5,simulated,1,9,,,0,0,,2,"one, two",`);
});
