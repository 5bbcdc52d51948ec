import { describe, expect, it } from "vitest";

import type { Origin, Relationship } from "@/shared/api/types.ts";
import type { DrawnNode, GraphAnswer } from "@/shared/graph/read.ts";
import { parts } from "@/shared/graph/parts.ts";

import { collapse, effective, expand, EXPLORE } from "@/features/explore/address.ts";
import { columns, grown } from "@/features/explore/layout.ts";
import { merge } from "@/features/explore/merge.ts";
import { cell, csv, graphml } from "@/features/explore/text-files.ts";
import { focused, graphIn, grouped } from "@/features/explore/view.ts";

const meta = { count: 0, data_version: "v" };
const node = (id: string, depth: number, left: Record<string, number> = {}, type = "School"): DrawnNode => ({
  id,
  type,
  name: id,
  name_zh: `中${id}`,
  href: `/v1/schools/${id}`,
  origin: "documented",
  depth,
  excluded: left,
});
const edge = (start: string, end: string, type = "OFFERS", origin: Origin = "documented"): Relationship => ({
  id: `${type}~${start}~${end}`,
  type,
  start: { id: start },
  end: { id: end },
  href: "/",
  origin,
});
const answer = (nodes: DrawnNode[], edges: Relationship[]): GraphAnswer => ({ meta, results: nodes, edges: { meta, results: edges } });

const start = node("a", 0, { OFFERS: 3 });
const first = answer([node("a", 0, { OFFERS: 1 }), node("b", 1), node("c", 1, { FEEDS: 2 })], [edge("a", "b"), edge("a", "c")]);
const second = answer([node("c", 0, { FEEDS: 1 }), node("a", 1, { OFFERS: 2 }), node("d", 1)], [edge("a", "c"), edge("c", "d", "FEEDS")]);

describe("merge", () => {
  const drawn = merge(start, [first, second]);

  it("draws what several answers name once", () => {
    expect([...drawn.nodes.keys()]).toEqual(["a", "b", "c", "d"]);
    expect([...drawn.edges.keys()]).toEqual(["OFFERS~a~b", "OFFERS~a~c", "FEEDS~c~d"]);
    expect([...drawn.depth]).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 1],
      ["d", 2],
    ]);
  });

  it("counts what is not drawn, whichever answer said so", () => {
    expect(drawn.leftOut.get("a")).toEqual({ OFFERS: 1 });
    expect(drawn.leftOut.get("c")).toEqual({ FEEDS: 1 });
    expect(drawn.leftOut.get("b")).toEqual({});
  });

  it("leaves out what hangs on something that was collapsed", () => {
    expect([...merge(start, [second]).nodes.keys()]).toEqual(["a"]);
  });

  it("adds a chain beside what is there", () => {
    const chain = { things: [start, node("x", 0), node("d", 0)], evidence: [[edge("a", "x")], [edge("x", "d")]] };
    const both = merge(start, [first, second], chain);
    expect([...both.nodes.keys()]).toEqual(["a", "b", "c", "d", "x"]);
    expect(both.depth.get("d")).toBe(2);
  });
});

describe("places", () => {
  const many = answer(
    [node("a", 0), ...Array.from({ length: 40 }, (_, index) => node(`n${index}`, 1))],
    Array.from({ length: 40 }, (_, index) => edge("a", `n${index}`)),
  );
  const more = answer(
    [node("n3", 0), ...Array.from({ length: 20 }, (_, index) => node(`m${index}`, 1))],
    Array.from({ length: 20 }, (_, index) => edge("n3", `m${index}`)),
  );

  it("are the same for the same steps, and stay when more is expanded", () => {
    const before = grown(merge(start, [many]));
    const after = grown(merge(start, [many, more]));
    expect([...after].slice(0, before.size)).toEqual([...before]);
    expect([...grown(merge(start, [many, more]))]).toEqual([...after]);
  });

  it("do not cover each other", () => {
    const points = [...grown(merge(start, [many, more])).values()];
    const close = points.flatMap((a, index) => points.slice(index + 1).filter((b) => Math.hypot((a.x - b.x) / 1.65, a.y - b.y) < 50));
    expect(close).toEqual([]);
  });

  it("by type stand in columns", () => {
    const places = columns(graphIn("en", merge(start, [answer([node("a", 0), node("p", 1, {}, "Program")], [edge("a", "p")])])));
    expect([...places]).toEqual([
      ["a", { x: 0, y: 0 }],
      ["p", { x: 250, y: 0 }],
    ]);
  });

  it("of parts that are not connected do not overlap", () => {
    const graph = graphIn("en", merge(start, [many]));
    const alone = { nodes: [...graph.nodes, ...graphIn("en", merge(node("z", 0), [])).nodes], edges: graph.edges };
    const places = parts(alone);
    expect(places.size).toBe(42);
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(42);
  });
});

describe("what is shown", () => {
  const drawn = merge(start, [first, second]);

  it("is named in the language of the page", () => {
    expect(graphIn("zh", drawn).nodes[0]?.label).toBe("中a");
    expect(graphIn("zh", drawn).edges[0]?.label).toBe("开设");
  });

  it("is what is so many steps around a thing", () => {
    expect(focused(graphIn("en", drawn), "d", 1).nodes.map(({ id }) => id)).toEqual(["c", "d"]);
  });

  it("is counted in groups, but for what is kept and what is alone", () => {
    const wide = answer(
      [node("a", 0), node("b", 1), node("c", 1), node("p", 1, {}, "Program")],
      [edge("a", "b"), edge("a", "c", "OFFERS", "simulated"), edge("a", "p")],
    );
    const { graph, members } = grouped(graphIn("en", merge(start, [wide])), new Set(["a"]), "en");
    expect(graph.nodes.map(({ label }) => label)).toEqual(["a", "p", "Schools × 2"]);
    expect(graph.edges.map(({ label, origin }) => [label, origin])).toEqual([
      ["offers × 2", "simulated"],
      ["offers", "documented"],
    ]);
    expect([...members.values()].map((group) => group.map(({ id }) => id))).toEqual([["b", "c"]]);
  });
});

describe("the address", () => {
  it("keeps expansions and pins as they were", () => {
    const open = [
      { id: "school:a", by: "*", count: 20 },
      { id: "county:1", by: "LOCATED_IN", count: 40 },
    ];
    expect(EXPLORE.open.parse(EXPLORE.open.format(open))).toEqual(open);
    expect(EXPLORE.open.format([])).toBe("-");
    expect(EXPLORE.open.parse("-")).toEqual([]);
    expect(EXPLORE.open.parse(undefined)).toBeNull();
    expect(EXPLORE.open.parse("x~y~z,~*~1,ok~*~7")).toEqual([{ id: "ok", by: "*", count: 7 }]);
    const pins = new Map([["school:a", { x: -3, y: 8 }]]);
    expect(EXPLORE.pins.parse(EXPLORE.pins.format(pins))).toEqual(pins);
    expect(EXPLORE.pins.parse("a~x~1,b~~")).toEqual(new Map());
  });

  it("expands further instead of twice, and collapses", () => {
    const open = expand(effective(null, "a"), "a", "*", 20);
    expect(open).toEqual([{ id: "a", by: "*", count: 40 }]);
    expect(collapse(expand(open, "b", "OFFERS", 5), "a")).toEqual([{ id: "b", by: "OFFERS", count: 5 }]);
  });
});

describe("files", () => {
  it("hold names, quotes and nothing that a spreadsheet would run", () => {
    const graph = graphIn("en", merge(start, [first]));
    expect(csv(graph).split("\r\n")[1]).toBe("OFFERS~a~b,OFFERS,a,a,b,b,documented,,");
    expect(cell("=1+1")).toBe("'=1+1");
    expect(cell('a "b", c')).toBe('"a ""b"", c"');
    expect(graphml({ nodes: graph.nodes.map((item) => ({ ...item, label: "<&>" })), edges: [] })).toContain("&lt;&amp;&gt;");
  });
});
