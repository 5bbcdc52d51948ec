// The nearest neighbours of an entity as a picture or a table.

import { Link } from "@tanstack/react-router";
import { useMemo, useState, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Thing } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { graphOf, type GraphAnswer } from "@/shared/graph/read.ts";
import { GraphView } from "@/shared/graph/view.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { entityTexts } from "./texts.ts";

const DRAWN = 21;

export function Around({ of }: { readonly of: Thing }): ReactNode {
  const { listed } = useCommon();
  const request = { start: of.id, depth: 1, nodes: DRAWN, ...listed };
  const answer = useAnswer<GraphAnswer>("/v1/graph", request);
  return (
    <Answered of={answer}>{(data) => (data.edges.results.length === 0 ? null : <Drawn data={data} asked={request} of={of} />)}</Answered>
  );
}

interface DrawnProps {
  readonly data: GraphAnswer;
  readonly asked: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly of: Thing;
}

function Drawn({ data, asked, of }: DrawnProps): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const graph = useMemo(() => graphOf(data, lang), [data, lang]);
  const [png, setPng] = useState<() => Promise<Blob>>();
  const shown = formatNumber(graph.nodes.length - 1, lang);
  return (
    <section>
      <h2>{t("around")}</h2>
      <p>
        {data.meta.truncated === true ? t("aroundSome", { shown }) : t("aroundAll", { count: shown })}{" "}
        <Link to="/explore" search={{ start: of.id }}>
          {t("explore")}
        </Link>
      </p>
      <GraphView graph={graph} drawn={(make) => setPng(() => make)} />
      <ExportBar
        path="/v1/graph"
        query={asked}
        count={graph.edges.length}
        cite={data.meta.cite}
        graph
        {...(png === undefined ? {} : { png })}
      />
    </section>
  );
}
