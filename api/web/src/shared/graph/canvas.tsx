// The drawing: Cytoscape.js on a canvas. Loaded only when a graph is shown.

import cytoscape, { type Core, type ElementDefinition } from "cytoscape";
import { useEffect, useRef, type ReactNode } from "react";

import { useTheme } from "@/shared/theme/theme.ts";

import { styleOf } from "./canvas-style.ts";
import type { Graph, Point } from "./model.ts";

export interface CanvasProps {
  readonly graph: Graph;
  readonly places: ReadonlyMap<string, Point>;
  /** Entities with user-defined positions. */
  readonly pinned?: ReadonlyMap<string, Point> | undefined;
  readonly strong?: ReadonlySet<string> | undefined;
  readonly marked: string | undefined;
  readonly mark: (id: string) => void;
  readonly open: (id: string) => void;
  readonly moved?: ((id: string, to: Point) => void) | undefined;
  /** Receives a function that zooms by a factor, or fits everything (0). */
  readonly zoomed?: ((zoom: (factor: number) => void) => void) | undefined;
  /** Receives a function that creates a PNG of the drawing. */
  readonly drawn?: ((png: () => Promise<Blob>) => void) | undefined;
}

/** Maximum automatic zoom. */
const CLOSEST = 1.25;

/** Cytoscape would insert a style element, which the content security policy forbids; its one rule is in the style sheet. */
function holdStyleElement(): void {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id) === null) {
    const mark = document.createElement("meta");
    mark.id = id;
    document.head.append(mark);
  }
}

function elements({ nodes, edges }: Graph, { places, strong }: CanvasProps): ElementDefinition[] {
  return [
    ...nodes.map(({ id, type, label, origin, leftOut, members }) => ({
      data: { id, origin, type, label: leftOut > 0 ? `${label} +${leftOut}` : label },
      position: { ...(places.get(id) ?? { x: 0, y: 0 }) },
      classes: members === undefined ? "" : "group",
    })),
    ...edges.map(({ id, source, target, type, label, origin }) => ({
      data: { id: `edge ${id}`, source, target, origin, label: label ?? type },
      classes: strong?.has(id) === true ? "strong" : "",
    })),
  ];
}

/** Marks the completed drawing in the performance timeline, with its size; only the last drawing has a mark. */
const DRAWN = "graph-drawn";

function markDrawn(made: Core): void {
  made.one("render", () => {
    performance.clearMarks(DRAWN);
    performance.mark(DRAWN, { detail: { nodes: made.nodes().length, edges: made.edges().length } });
  });
}

/** Fits everything in view, without enlarging small graphs. */
function fit(made: Core): void {
  made.fit(undefined, 40);
  if (made.zoom() > CLOSEST) {
    made.zoom(CLOSEST);
    made.center();
  }
}

/** A file is light, whatever the theme of the page: the drawing takes light colours for as long as it is copied. */
function pictureOf(drawing: Core): Promise<Blob> {
  drawing.style(styleOf(true));
  const blob = drawing.png({ output: "blob-promise", full: true, scale: 2, bg: "#fff" });
  drawing.style(styleOf());
  return blob;
}

export default function Canvas(props: CanvasProps): ReactNode {
  const { graph, places, pinned, strong, marked } = props;
  const box = useRef<HTMLDivElement>(null);
  const core = useRef<Core>(undefined);
  const theme = useTheme();
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    holdStyleElement();
    const graph = cytoscape({ container: box.current, style: styleOf(), layout: { name: "preset" }, maxZoom: 2.5, minZoom: 0.1 });
    graph.on("tap", "node", (event) => latest.current.mark((event.target as { id: () => string }).id()));
    graph.on("dbltap", "node", (event) => latest.current.open((event.target as { id: () => string }).id()));
    graph.on("dragfree", "node", (event) => {
      const node = event.target as { id: () => string; position: () => Point };
      latest.current.moved?.(node.id(), { x: Math.round(node.position().x), y: Math.round(node.position().y) });
    });
    core.current = graph;
    latest.current.zoomed?.((factor) => {
      if (factor === 0) {
        fit(graph);
      } else {
        graph.zoom({ level: graph.zoom() * factor, renderedPosition: { x: graph.width() / 2, y: graph.height() / 2 } });
      }
    });
    return () => graph.destroy();
  }, []);
  useEffect(() => {
    const made = core.current;
    if (made === undefined) {
      return;
    }
    made.batch(() => {
      made.elements().remove();
      made.add(elements(graph, latest.current));
    });
    fit(made);
    markDrawn(made);
    latest.current.drawn?.(() => pictureOf(made));
  }, [graph, strong]);
  useEffect(() => {
    core.current?.style(styleOf());
  }, [theme]);
  useEffect(() => {
    // A moved node stays where it was put; the view is not refitted.
    core.current?.nodes().forEach((node) => {
      const place = places.get(node.id());
      if (place !== undefined) {
        node.position({ ...place });
      }
      node.toggleClass("pinned", pinned?.has(node.id()) === true);
    });
  }, [graph, places, pinned, strong]);
  useEffect(() => {
    const made = core.current;
    made?.elements(".marked, .near").removeClass("marked near");
    if (marked !== undefined) {
      made?.getElementById(marked).addClass("marked").connectedEdges().addClass("near");
    }
  }, [marked, graph, strong]);
  return <div ref={box} className="graph-canvas __________cytoscape_container" aria-hidden="true" />;
}
