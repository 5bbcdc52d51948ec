// The explorer: one entity and its surroundings, expanded step by step; all state is in the URL.

import { useState, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import { formatNumber } from "@/shared/format.ts";
import type { DrawnNode, GraphAnswer } from "@/shared/graph/read.ts";
import { GraphView } from "@/shared/graph/view.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useShortcut } from "@/shared/keys/registry.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { useSimulated } from "@/shared/origin/simulated.tsx";
import { Answered, Empty, Failure } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { EXPLORE } from "./address.ts";
import { useExploring, type Exploring } from "./exploring.ts";
import "./explore.css";
import { Files } from "./files.tsx";
import { centre } from "./merge.ts";
import { Panel } from "./panel.tsx";
import { Path } from "./path.tsx";
import { Start } from "./start.tsx";
import { exploreTexts } from "./texts.ts";
import { MANY, total } from "./view.ts";

export default function Page(): ReactNode {
  const [{ start }] = useUrl(EXPLORE);
  return start === "" ? <Start /> : <Around start={start} />;
}

function Around({ start }: { readonly start: string }): ReactNode {
  const t = useTexts(exploreTexts);
  const { anywhere: query } = useCommon();
  const answer = useAnswer<GraphAnswer>("/v1/graph", { start, depth: 0, nodes: 1, ...query });
  return (
    <>
      {answer.data === undefined && <h1>{t("title")}</h1>}
      <Answered of={answer}>
        {(data) => {
          const start = centre(data);
          return start === undefined ? <NotThere /> : <Explored key={start.id} start={start} />;
        }}
      </Answered>
    </>
  );
}

function NotThere(): ReactNode {
  const t = useTexts(exploreTexts);
  const [, change] = useUrl(EXPLORE);
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("nothing")}</p>
      <Empty>
        <button type="button" onClick={() => change({ start: "" })}>
          {t("startOver")}
        </button>
      </Empty>
    </>
  );
}

function Explored({ start }: { readonly start: DrawnNode }): ReactNode {
  const { shown } = useSimulated();
  const t = useTexts(exploreTexts);
  const lang = useLang();
  const exploring = useExploring(start);
  const [png, setPng] = useState<() => Promise<Blob>>();
  const { marked, graph, whole, members, url } = exploring;
  useShortcut("e", t("keyExpand"), () => exploring.expand(marked));
  useShortcut("c", t("keyCollapse"), () => exploring.collapse(marked));
  useShortcut("u", t("keyUndo"), exploring.undo);
  useShortcut("p", t("keyPin"), () => exploring.pin(marked));
  return (
    <section aria-busy={exploring.pending}>
      <h1>{t("titleOf", { name: labelIn(lang, start) })}</h1>
      <Toolbar of={exploring} />
      {exploring.error !== null && <Failure error={exploring.error} />}
      <div className="explore">
        <div className="explore-main">
          <GraphView
            graph={graph}
            whole={whole}
            places={exploring.places ?? undefined}
            pinned={url.pins}
            moved={(id, to) => exploring.pin(id, to)}
            marked={marked}
            mark={exploring.mark}
            strong={exploring.strong}
            drawn={(make) => setPng(() => make)}
          />
          {members.size > 0 && <p className="small">{t("groupedAbout", { most: MANY })}</p>}
          <p className="small explore-keys">
            {t("legend")} {shown && t("legendSimulated")} {t("keys")}
          </p>
          <Files whole={whole} png={png} />
        </div>
        <div className="explore-side">
          <Panel of={exploring} />
          <Path of={exploring} />
        </div>
      </div>
    </section>
  );
}

function Toolbar({ of }: { readonly of: Exploring }): ReactNode {
  const t = useTexts(exploreTexts);
  const lang = useLang();
  const { url, whole, drawn } = of;
  const left = whole.nodes.reduce((sum, node) => sum + total(drawn.leftOut.get(node.id)), 0);
  const around = drawn.nodes.get(url.focus);
  return (
    <>
      <div className="explore-bar">
        <span role="group" aria-label={t("layout")} className="switch">
          {(["grown", "types"] as const).map((layout) => (
            <button key={layout} type="button" aria-pressed={url.layout === layout} onClick={() => of.act({ layout })}>
              {t(layout)}
            </button>
          ))}
        </span>
        <button type="button" disabled={!of.undoable} onClick={of.undo}>
          {t("undo")} <kbd>u</kbd>
        </button>
        {url.pins.size > 0 && (
          <button type="button" onClick={() => of.act({ pins: new Map() })}>
            {t("unpinAll", { count: url.pins.size })}
          </button>
        )}
        <button
          type="button"
          onClick={() => of.act({ start: "", open: null, pins: new Map(), at: "", focus: "", degrees: "", from: "", to: "" })}
        >
          {t("startOver")}
        </button>
        <span className="small" role="status">
          {t("shown", { nodes: formatNumber(whole.nodes.length, lang), edges: formatNumber(whole.edges.length, lang) })}
          {left > 0 && ` · ${t("hidden", { count: formatNumber(left, lang) })}`}
        </span>
      </div>
      {url.degrees !== "" && around !== undefined && (
        <p className="explore-focus" role="status">
          {t("focusOn", { count: url.degrees, name: labelIn(lang, around) })}{" "}
          <button type="button" onClick={() => of.act({ focus: "", degrees: "" })}>
            {t("endFocus")}
          </button>
        </p>
      )}
    </>
  );
}
