import { describe, expect, it } from "vitest";

import { rings, step, type Graph } from "@/shared/graph/model.ts";

const node = (id: string, depth: number) =>
  ({ id, depth, type: "School", label: id, href: `/v1/schools/${id}`, origin: "documented", leftOut: 0 }) as const;
const edge = (source: string, target: string) =>
  ({ id: `${source}-${target}`, source, target, type: "X", href: "/", origin: "documented" }) as const;
const star: Graph = {
  nodes: [node("a", 0), node("b", 1), node("c", 1), node("d", 1), node("e", 1)],
  edges: ["b", "c", "d", "e"].map((id) => edge("a", id)),
};

describe("rings", () => {
  it("put the beginning into the middle and the others at one distance, apart from each other", () => {
    const places = rings(star);
    expect(places.get("a")).toEqual({ x: 0, y: 0 });
    const far = ["b", "c", "d", "e"].map((id) => places.get(id) ?? { x: 0, y: 0 });
    expect(far.map(({ x, y }) => Math.round(Math.hypot(x, y) / 10))).toEqual([17, 17, 17, 17]);
    expect(new Set(far.map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
  });

  it("stand the same whatever the order of the answer", () => {
    expect([...rings({ ...star, nodes: star.nodes.toReversed() })].toSorted()).toEqual([...rings(star)].toSorted());
  });

  it("grow with the number of things on them", () => {
    const many: Graph = { nodes: [node("a", 0), ...Array.from({ length: 100 }, (_, index) => node(`n${index}`, 1))], edges: [] };
    const { x, y } = rings(many).get("n0") ?? { x: 0, y: 0 };
    expect(Math.hypot(x, y)).toBeGreaterThan(850);
  });
});

describe("step", () => {
  const places = new Map([
    ["a", { x: 0, y: 0 }],
    ["b", { x: 100, y: 0 }],
    ["c", { x: 0, y: -100 }],
  ]);
  const graph: Graph = { nodes: [node("a", 0), node("b", 1), node("c", 1)], edges: [edge("a", "b"), edge("c", "a")] };

  it("goes where the arrow points, along a relationship in either direction", () => {
    expect(step(graph, places, "a", "ArrowRight")).toBe("b");
    expect(step(graph, places, "a", "ArrowUp")).toBe("c");
    expect(step(graph, places, "b", "ArrowLeft")).toBe("a");
  });

  it("stays where nothing leads", () => {
    expect(step(graph, places, "a", "ArrowDown")).toBeUndefined();
    expect(step(graph, places, "b", "ArrowRight")).toBeUndefined();
    expect(step(graph, places, "a", "Enter")).toBeUndefined();
  });
});
