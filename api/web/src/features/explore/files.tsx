// Exports of the drawing: by the server, or by the page if there are more entities than the server accepts.

import { useState, type ReactNode } from "react";

import { address } from "@/shared/api/read.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { CopyButton } from "@/shared/exporting/copy.tsx";
import { save } from "@/shared/exporting/picture.ts";
import { formatNumber } from "@/shared/format.ts";
import type { Graph } from "@/shared/graph/model.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useCommon } from "@/shared/url/common.ts";

import { csv, graphml } from "./text-files.ts";
import { exploreTexts } from "./texts.ts";

/** Maximum number of entities per request. */
const SEEDS = 50;

interface FilesProps {
  readonly whole: Graph;
  readonly png: (() => Promise<Blob>) | undefined;
}

export function Files({ whole, png }: FilesProps): ReactNode {
  const t = useTexts(exploreTexts);
  const lang = useLang();
  const { anywhere: query } = useCommon();
  const edges = whole.edges.length;
  if (whole.nodes.length <= SEEDS) {
    const asked = {
      start: whole.nodes.map((node) => node.id).join(","),
      depth: 0,
      nodes: Math.max(1, whole.nodes.length),
      edges: 2000,
      ...query,
    };
    const cite = address("/v1/cite", { of: address("/v1/graph", asked) });
    return <ExportBar path="/v1/graph" query={asked} count={edges} cite={cite} graph {...(png === undefined ? {} : { png })} />;
  }
  const give = (text: string, type: string, name: string) => (): void => save(new Blob([text], { type }), name);
  return (
    <div className="export-bar">
      <span className="small">{t("exported", { edges: formatNumber(edges, lang) })}</span>
      <CopyButton text={() => location.href} label={t("link")} />
      <button type="button" onClick={give(csv(whole), "text/csv;charset=utf-8", "graph.csv")}>
        CSV
      </button>
      <button type="button" onClick={give(graphml(whole), "application/xml", "graph.graphml")}>
        GraphML
      </button>
      {png !== undefined && <Png make={png} />}
    </div>
  );
}

function Png({ make }: { readonly make: () => Promise<Blob> }): ReactNode {
  const [busy, setBusy] = useState(false);
  const draw = async (): Promise<void> => {
    setBusy(true);
    save(await make(), "graph.png");
    setBusy(false);
  };
  return (
    <button type="button" disabled={busy} onClick={() => void draw()}>
      PNG
    </button>
  );
}
