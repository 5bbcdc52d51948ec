// Rows of an answer as a graph, if evidence relationships connect the named entities.

import { useMemo, useState, type ReactNode } from "react";

import type { Row } from "@/shared/api/types.ts";
import { GraphView } from "@/shared/graph/view.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { thingTypes } from "@/shared/params/values.ts";
import { useRawSearch } from "@/shared/url/url.ts";

import { graphOfRows } from "./graph.ts";
import { questionTexts } from "./texts.ts";
import type { Question } from "./types.ts";

/** Above this number of entities no drawing is shown; the table has all rows. */
const MOST = 250;
/** Up to this number the graph is drawn immediately. */
const AT_ONCE = 40;

export function RowsGraph({ question, rows }: { readonly question: Question; readonly rows: readonly Row[] }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const search = useRawSearch();
  const [chosen, setChosen] = useState<boolean>();
  const roots = question.params.flatMap((param) => (thingTypes(param) === undefined ? [] : (search[param.name] ?? [])));
  const key = roots.join(" ");
  const graph = useMemo(() => graphOfRows(rows, key.split(" "), lang), [rows, key, lang]);
  if (graph.edges.length === 0 || graph.nodes.length > MOST) {
    return null;
  }
  const open = chosen ?? graph.nodes.length <= AT_ONCE;
  return (
    <details className="rows-graph" open={open} onToggle={(event) => setChosen(event.currentTarget.open)}>
      <summary>{t("graph")}</summary>
      {open && <GraphView graph={graph} />}
    </details>
  );
}
