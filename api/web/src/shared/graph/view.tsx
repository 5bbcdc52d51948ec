// A graph as a drawing or a table (shortcuts `g`, `t`). Arrow keys follow relationships.

import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState, type KeyboardEvent, type ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useShortcut } from "@/shared/keys/registry.ts";
import { kindOrder, relationName, useKind } from "@/shared/names/kinds.ts";
import { ThingLink, pageOf } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Loading } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { choice, useUrl } from "@/shared/url/url.ts";

import { colourOf } from "./colours.ts";
import "./graph.css";
import { rings, step, type Graph, type GraphEdge, type GraphNode, type Point } from "./model.ts";
import { graphTexts } from "./texts.ts";

const Canvas = lazy(() => import("./canvas.tsx"));
export const VIEW = { view: choice(["graph", "table"], "graph") };

interface GraphViewProps {
  readonly graph: Graph;
  /** Fixed positions of some entities; the others are placed on rings. */
  readonly pinned?: ReadonlyMap<string, Point>;
  readonly moved?: (id: string, to: Point) => void;
  readonly marked?: string | undefined;
  readonly mark?: (id: string) => void;
  readonly drawn?: (png: () => Promise<Blob>) => void;
  /** Positions of all entities, for pages with their own layout. */
  readonly places?: ReadonlyMap<string, Point>;
  /** Highlighted edges, such as a path. */
  readonly strong?: ReadonlySet<string>;
  /** Content of the table, if the drawing shows less than all. */
  readonly whole?: Graph;
}

export function GraphView(props: GraphViewProps): ReactNode {
  const t = useTexts(graphTexts);
  const [{ view }, change] = useUrl(VIEW);
  useShortcut("g", t("graph"), () => change({ view: "graph" }));
  useShortcut("t", t("table"), () => change({ view: "table" }));
  return (
    <div className="graph-view">
      <div role="group" aria-label={t("view")} className="switch">
        {(["graph", "table"] as const).map((kind) => (
          <button key={kind} type="button" aria-pressed={view === kind} onClick={() => change({ view: kind })}>
            {t(kind)}
          </button>
        ))}
      </div>
      {view === "graph" ? <GraphDrawing {...props} /> : <GraphTable graph={props.whole ?? props.graph} />}
    </div>
  );
}

/** The drawing only, for pages with their own switch and table. */
export function GraphDrawing(props: GraphViewProps): ReactNode {
  const { graph, pinned, moved, marked: given, mark: markGiven, drawn, places: placed, strong } = props;
  const t = useTexts(graphTexts);
  const navigate = useNavigate();
  const [own, setOwn] = useState<string>();
  const [zoom, setZoom] = useState<(factor: number) => void>();
  const marked = given ?? own;
  const mark = markGiven ?? setOwn;
  const places = useMemo(() => new Map([...(placed ?? rings(graph)), ...(pinned ?? [])]), [graph, pinned, placed]);
  const open = (id: string): void => {
    const node = graph.nodes.find((other) => other.id === id);
    if (node !== undefined && node.href !== "") {
      void navigate({ to: pageOf(node.href) });
    }
  };
  const walk = (event: KeyboardEvent): void => {
    const from = marked ?? graph.nodes[0]?.id;
    // Keys pressed on buttons inside belong to the buttons.
    if (from === undefined || event.target !== event.currentTarget) {
      return;
    }
    if (event.key === "Enter") {
      open(from);
    } else if (event.key.startsWith("Arrow")) {
      mark(marked === undefined ? from : (step(graph, places, from, event.key) ?? from));
      event.preventDefault();
    }
  };
  const at = graph.nodes.find((node) => node.id === marked);
  return (
    // A canvas is not accessible; this region names the selected node, and the table contains everything.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- see above
    <div className="graph-box" tabIndex={0} role="application" aria-label={t("picture", counts(graph))} onKeyDown={walk}>
      <Suspense fallback={<Loading />}>
        <Canvas
          graph={graph}
          places={places}
          pinned={pinned}
          strong={strong}
          marked={marked}
          mark={mark}
          open={open}
          moved={moved}
          drawn={drawn}
          zoomed={(made) => setZoom(() => made)}
        />
      </Suspense>
      <span className="graph-zoom" role="group" aria-label={t("zoom")}>
        <button type="button" title={t("nearer")} aria-label={t("nearer")} onClick={() => zoom?.(1.4)}>
          +
        </button>
        <button type="button" title={t("further")} aria-label={t("further")} onClick={() => zoom?.(1 / 1.4)}>
          −
        </button>
        <button type="button" title={t("all")} aria-label={t("all")} onClick={() => zoom?.(0)}>
          ⤢
        </button>
      </span>
      <p className="graph-at" aria-live="polite">
        {at === undefined ? t("walk") : t("at", { name: at.label })}
      </p>
      <Legend graph={graph} />
    </div>
  );
}

/** Colours of the displayed types. */
function Legend({ graph }: { readonly graph: Graph }): ReactNode {
  const kind = useKind();
  const types = kindOrder().filter((type) => graph.nodes.some((node) => node.type === type));
  return (
    <ul className="graph-legend">
      {types.map((type) => (
        <li key={type}>
          <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <circle cx="5" cy="5" r="5" fill={colourOf(type)} />
          </svg>{" "}
          {kind(type)}
        </li>
      ))}
    </ul>
  );
}

function counts({ nodes, edges }: Graph): { nodes: number; edges: number } {
  return { nodes: nodes.length, edges: edges.length };
}

function GraphTable({ graph }: { readonly graph: Graph }): ReactNode {
  const t = useTexts(graphTexts);
  const lang = useLang();
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const end = (id: string): ReactNode => {
    const node = nodes.get(id);
    return node === undefined ? id : <NodeLink of={node} />;
  };
  const columns: TableColumn<GraphEdge>[] = [
    { name: "source", title: t("from"), cell: (edge) => end(edge.source) },
    { name: "type", title: t("relationship"), cell: (edge) => edge.label ?? relationName(lang, edge.type) },
    { name: "target", title: t("to"), cell: (edge) => end(edge.target) },
    { name: "origin", title: t("origin"), cell: (edge) => <OriginMark origin={edge.origin} /> },
    { name: "evidence", title: t("evidence"), cell: (edge) => (edge.fact === undefined ? null : <SourceChip of={edge.fact} />) },
  ];
  return <Table columns={columns} rows={graph.edges} keyOf={(edge) => edge.id} caption={t("picture", counts(graph))} />;
}

function NodeLink({ of }: { readonly of: GraphNode }): ReactNode {
  return <ThingLink of={{ ...of, name: of.label }}>{of.label}</ThingLink>;
}
