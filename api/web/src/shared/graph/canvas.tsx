// The drawing itself: Cytoscape.js on a canvas. Loaded only when a graph is shown.

import cytoscape, { type Core, type ElementDefinition, type StylesheetJson } from "cytoscape";
import { useEffect, useRef, type ReactNode } from "react";

import type { Graph, Point } from "./model.ts";

export interface CanvasProps {
  readonly graph: Graph;
  readonly places: ReadonlyMap<string, Point>;
  readonly marked: string | undefined;
  readonly mark: (id: string) => void;
  readonly open: (id: string) => void;
  readonly moved?: ((id: string, to: Point) => void) | undefined;
  /** Called with a way to make a PNG of the drawing. */
  readonly drawn?: ((png: () => Promise<Blob>) => void) | undefined;
}

const COLOURS: Readonly<Record<string, string>> = {
  School: "#1f6f8b",
  Program: "#3d8c5c",
  Enterprise: "#b5651d",
  Industry: "#7a5195",
  Sector: "#7a5195",
  County: "#5b6470",
  Region: "#5b6470",
  Alliance: "#a23b50",
  Person: "#8a6d00",
};

const LINES = { documented: "solid", reference: "solid", inferred: "dotted", simulated: "dashed" } as const;

const STYLE: StylesheetJson = [
  {
    selector: "node",
    style: {
      label: "data(label)",
      "font-size": 12,
      "font-family": "system-ui, 'Noto Sans CJK SC', sans-serif",
      color: "#1c2733",
      "text-valign": "bottom",
      "text-margin-y": 4,
      "text-wrap": "ellipsis",
      "text-max-width": "120px",
      "text-background-color": "#fff",
      "text-background-opacity": 0.85,
      "background-color": "data(colour)",
      width: 24,
      height: 24,
    },
  },
  {
    selector: "node[origin = 'simulated']",
    style: { "border-width": 3, "border-style": "dashed", "border-color": "#fff", "background-opacity": 0.55 },
  },
  { selector: "node[origin = 'inferred']", style: { "border-width": 3, "border-style": "dotted", "border-color": "#fff" } },
  { selector: "node[origin = 'reference']", style: { "border-width": 3, "border-color": "data(colour)", "background-color": "#fff" } },
  { selector: "node.marked", style: { "overlay-color": "#e3a008", "overlay-opacity": 0.35, "overlay-padding": 8 } },
  {
    selector: "edge",
    style: {
      width: 1.5,
      "line-color": "#8793a1",
      "curve-style": "bezier",
      "target-arrow-shape": "triangle",
      "target-arrow-color": "#8793a1",
    },
  },
  ...Object.entries(LINES).map(([origin, line]) => ({ selector: `edge[origin = '${origin}']`, style: { "line-style": line } })),
  {
    selector: "edge.near",
    style: { label: "data(label)", "font-size": 10, color: "#384554", "text-rotation": "autorotate", "line-color": "#384554" },
  },
] as StylesheetJson;

/** Cytoscape would write a style element of its own, which the strict content policy forbids; the style sheet has its one rule. */
function holdStyleElement(): void {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id) === null) {
    const mark = document.createElement("meta");
    mark.id = id;
    document.head.append(mark);
  }
}

function elements({ nodes, edges }: Graph, places: ReadonlyMap<string, Point>): ElementDefinition[] {
  return [
    ...nodes.map(({ id, type, label, origin, leftOut }) => ({
      data: { id, origin, colour: COLOURS[type] ?? "#4c5866", label: leftOut > 0 ? `${label} +${leftOut}` : label },
      position: { ...(places.get(id) ?? { x: 0, y: 0 }) },
    })),
    ...edges.map(({ id, source, target, type, origin }) => ({ data: { id: `edge ${id}`, source, target, origin, label: type } })),
  ];
}

export default function Canvas(props: CanvasProps): ReactNode {
  const { graph, places, marked } = props;
  const box = useRef<HTMLDivElement>(null);
  const core = useRef<Core>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    holdStyleElement();
    const made = cytoscape({ container: box.current, style: STYLE, layout: { name: "preset" }, maxZoom: 2.5, minZoom: 0.1 });
    made.on("tap", "node", (event) => latest.current.mark((event.target as { id: () => string }).id()));
    made.on("dbltap", "node", (event) => latest.current.open((event.target as { id: () => string }).id()));
    made.on("dragfree", "node", (event) => {
      const node = event.target as { id: () => string; position: () => Point };
      latest.current.moved?.(node.id(), { x: Math.round(node.position().x), y: Math.round(node.position().y) });
    });
    core.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const made = core.current;
    made?.batch(() => {
      made.elements().remove();
      made.add(elements(graph, places));
    });
    made?.fit(undefined, 40);
    latest.current.drawn?.(() => made?.png({ output: "blob-promise", full: true, scale: 2, bg: "#fff" }) as Promise<Blob>);
  }, [graph, places]);
  useEffect(() => {
    const made = core.current;
    made?.elements(".marked, .near").removeClass("marked near");
    if (marked !== undefined) {
      made?.getElementById(marked).addClass("marked").connectedEdges().addClass("near");
    }
  }, [marked, graph]);
  return <div ref={box} className="graph-canvas __________cytoscape_container" aria-hidden="true" />;
}
