import { describe, expect, it } from "vitest";

import { drawn, flowKey, flowsOf, lastEnds, picked, shortened } from "@/features/question/flow.ts";
import { graphOfRows } from "@/features/question/graph.ts";
import { different, filled, statesRows } from "@/features/question/sentence.ts";
import type { Origin, Ref, Relationship, Row } from "@/shared/api/types.ts";
import { curl } from "@/shared/exporting/lines.tsx";

function thing(id: string, origin: Origin = "documented"): Ref {
  return { id, type: "Program", href: `/v1/things/${id}`, name: id.toUpperCase(), name_zh: null, origin };
}

function fact(start: string, end: string): Relationship {
  return {
    id: `FEEDS~${start}~${end}`,
    type: "FEEDS",
    href: "/v1/relationships/x",
    start: { id: start },
    end: { id: end },
    origin: "documented",
  };
}

function row(from: string, to: string, graduates: number | null, origin: Origin = "documented"): Row {
  return { program: thing(from), enterprise: thing(to), graduates, origin, evidence: [fact(from, to)] };
}

const FLOW = { from: "program", to: "enterprise", width: "graduates" };
const ROWS = [row("p1", "e1", 10), row("p1", "e1", 5, "simulated"), row("p2", "e1", null), row("p2", "e2", 40)];

describe("the sentence", () => {
  it("has the number of rows and of different things in its places", () => {
    expect(filled("{count} flows from {program} programs to {enterprise} enterprises", ROWS)).toEqual([
      4,
      " flows from ",
      2,
      " programs to ",
      2,
      " enterprises",
    ]);
  });

  it("counts what stands in lists, and nothing for what is not known", () => {
    expect(different([{ things: [thing("a"), thing("b")] }, { things: [thing("a")] }], "things")).toBe(2);
    expect(different([{ graduates: null }, { graduates: 3 }, {}], "graduates")).toBe(1);
  });
});

describe("the words of a sentence", () => {
  const words = "{program} [{program}:program leads|programs lead] on, {count} [{count}:row|rows]";

  it("agree with their numbers", () => {
    expect(filled(words, ROWS).join("")).toBe("2 programs lead on, 4 rows");
    expect(filled(words, ROWS.slice(0, 1)).join("")).toBe("1 program leads on, 1 row");
    expect(filled(words, []).join("")).toBe("0 programs lead on, 0 rows");
  });

  it("say whether they state the number of rows", () => {
    expect([statesRows(words), statesRows("{program} programs")]).toEqual([true, false]);
  });
});

it("a truncated answer stops at its last row with two ends", () => {
  const last = lastEnds([...ROWS, { program: null, enterprise: null, origin: "documented" }], FLOW);
  expect([last?.from.id, last?.to.id]).toEqual(["p2", "e2"]);
  expect(lastEnds([], FLOW)).toBeUndefined();
});

describe("flows", () => {
  const flows = flowsOf(ROWS, FLOW);

  it("add up what is stated, the widest first, and never documented with simulated", () => {
    expect(flows.stated).toBe(true);
    expect(flows.links.map((link) => [link.key, link.rows, link.amount, link.origin])).toEqual([
      [flowKey("p2", "e2", "real"), 1, 40, "documented"],
      [flowKey("p1", "e1", "real"), 1, 10, "documented"],
      [flowKey("p1", "e1", "simulated"), 1, 5, "simulated"],
      [flowKey("p2", "e1", "real"), 1, null, "documented"],
    ]);
  });

  it("count rows where no row states an amount, or no width is declared", () => {
    expect(flowsOf([row("p", "e", null), row("p", "e", null)], FLOW)).toMatchObject({ stated: false, links: [{ rows: 2, amount: null }] });
    expect(flowsOf(ROWS, { from: "program", to: "enterprise" }).stated).toBe(false);
  });

  it("stand inside the picture, wider where more goes, thin where nobody says", () => {
    const picture = drawn(flows, 600);
    expect(picture.boxes).toHaveLength(4);
    for (const box of picture.boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x).toBeLessThanOrEqual(600);
      expect(box.y + box.height).toBeLessThanOrEqual(picture.height);
    }
    const widths = Object.fromEntries(picture.bands.map((band) => [band.link.key, band.width]));
    expect(widths[flowKey("p2", "e2", "real")]).toBeGreaterThan(widths[flowKey("p1", "e1", "real")] ?? 0);
    expect(widths[flowKey("p1", "e1", "real")]).toBeGreaterThan(widths[flowKey("p2", "e1", "real")] ?? 0);
    expect(drawn({ links: [], stated: false }, 600).height).toBe(0);
  });

  it("pick their rows: a band both ends, a name one end", () => {
    const kept = (pick: string): number => ROWS.filter((item) => picked(item, FLOW, pick)).length;
    expect(kept(flowKey("p1", "e1"))).toBe(2);
    expect(kept(flowKey("p1", "e1", "simulated"))).toBe(1);
    expect(kept(flowKey("p2", ""))).toBe(2);
    expect(kept(flowKey("", "e1"))).toBe(3);
    expect(kept("")).toBe(4);
  });

  it("can be the same thing on both sides", () => {
    const both = [
      { one: thing("a"), other: thing("b"), origin: "documented" },
      { one: thing("b"), other: thing("a"), origin: "documented" },
    ];
    expect(drawn(flowsOf(both, { from: "one", to: "other" }), 400).boxes).toHaveLength(4);
  });
});

describe("a name that is too long", () => {
  it("is cut by how wide its letters are", () => {
    expect(shortened("嘉禾县职业中专", 4)).toBe("嘉禾县职…");
    expect(shortened("Jiahe", 4)).toBe("Jiahe");
    expect(shortened("Jiahe Vocational School", 4)).toBe("Jiahe V…");
  });
});

describe("rows as a graph", () => {
  it("connects what rows name by the evidence, and counts steps from what was asked about", () => {
    const graph = graphOfRows([...ROWS, { program: thing("alone"), evidence: [fact("alone", "elsewhere")] }], ["e2"], "en");
    expect(graph.nodes.map((node) => [node.id, node.depth])).toEqual([
      ["p1", 3],
      ["e1", 2],
      ["p2", 1],
      ["e2", 0],
    ]);
    expect(graph.edges).toHaveLength(3);
  });
});

describe("the line for a shell", () => {
  it("cannot be left by a quote in the address", () => {
    expect(curl("http://127.0.0.1/v1/x?q=it's")).toBe("curl -s 'http://127.0.0.1/v1/x?q=it%27s'");
  });
});
