// Major groups by prioritised sector: picture or table, ordering, and the programs of a cell.

import { useMemo, useRef, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { Answered, Failure, Loading } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { ALIGNMENT, ORDERS, ROWS } from "../address.ts";
import { Choice, ViewSwitch } from "../controls.tsx";
import { alignmentTexts } from "../texts.ts";

import { CellPanel } from "./cell.tsx";
import { Legend } from "./legend.tsx";
import { matrixOf, ordered, type Column, type Row } from "./model.ts";
import { useColumnName, useRowName } from "./names.ts";
import { Picture } from "./picture.tsx";
import { useBehind, useRowOf, type Behind, type GapRow } from "./read.ts";
import { MatrixTable } from "./table.tsx";

export function MatrixSection(): ReactNode {
  const t = useTexts(alignmentTexts);
  const [{ crosswalk, level, framework }] = useUrl(ALIGNMENT);
  const { query } = useCommon();
  const request = { crosswalk, level, framework, limit: 1000, ...query };
  const gaps = useAnswer<Answer<GapRow>>("/v1/measures/gaps", request);
  return (
    <section className="panel" aria-labelledby="matrix">
      <h2 id="matrix">{t("matrix")}</h2>
      <Answered of={gaps}>{(data) => <Read gaps={data} asked={request} />}</Answered>
    </section>
  );
}

interface ReadProps {
  readonly gaps: Answer<GapRow>;
  readonly asked: Readonly<Record<string, string | number | boolean | null | undefined>>;
}

/** Loads the rows behind each figure, then draws. */
function Read({ gaps, asked }: ReadProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const [{ rows }, change] = useUrl(ALIGNMENT);
  const { query } = useCommon();
  // The rows of other sectors are included in the combined figure.
  const figures = useMemo(() => gaps.results.filter((row) => row.kind === "gap" || row.key === "surplus"), [gaps]);
  const behind = useBehind(figures);
  const rowOf = useRowOf(rows, query);
  const [{ order }] = useUrl(ALIGNMENT);
  return (
    <>
      <div className="form">
        <Choice label={t("rows")} value={rows} choices={ROWS} name={t} change={(value) => change({ rows: value, cell: [] })} />
        <Choice label={t("order")} value={order} choices={ORDERS} name={t} change={(value) => change({ order: value })} />
        <ViewSwitch />
      </div>
      {behind.error !== null && <Failure error={behind.error} />}
      <Answered of={rowOf}>
        {(map) => (behind.pending ? <Loading /> : <Drawn gaps={gaps} figures={figures} behind={behind} rowOf={map} asked={asked} />)}
      </Answered>
    </>
  );
}

interface DrawnProps extends ReadProps {
  readonly figures: readonly GapRow[];
  readonly behind: Behind;
  readonly rowOf: ReadonlyMap<string, Row>;
}

function Drawn({ gaps, figures, behind, rowOf, asked }: DrawnProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const [{ order, view, cell }, change] = useUrl(ALIGNMENT);
  const svg = useRef<SVGSVGElement>(null);
  const rowName = useRowName();
  const columnName = useColumnName();
  const columns = useMemo(() => figures.map((figure) => columnOf(figure, behind)), [figures, behind]);
  const matrix = useMemo(() => matrixOf(columns, rowOf), [columns, rowOf]);
  const shown = ordered(matrix, order, rowName, columnName);
  const open = (row: Row, column: Column): void => change({ cell: [column.key, row.key] });
  const unknown = gaps.meta.excluded?.["unknown"] ?? 0;
  const shortened = [...behind.of.values()].some((answer) => answer.meta.truncated === true);
  const chosen = { row: shown.rows.find(({ key }) => key === cell[1]), column: shown.columns.find(({ key }) => key === cell[0]) };
  return (
    <>
      {view === "graph" ? (
        <>
          <Picture matrix={shown} rowName={rowName} columnName={columnName} open={cell} onOpen={open} svg={svg} />
          <Legend />
        </>
      ) : (
        <MatrixTable matrix={shown} rowName={rowName} figures={figures} onOpen={open} />
      )}
      <p className="small">{t("counted", { count: unknown })}</p>
      {shortened && <p className="small">{t("shortened")}</p>}
      {gaps.meta.notes?.map((note) => (
        <p key={note.text} className="small">
          {inLang(lang, note.text, note.text_zh)}
        </p>
      ))}
      {chosen.row !== undefined && chosen.column !== undefined && (
        <CellPanel
          row={chosen.row}
          column={chosen.column}
          cell={shown.cell(chosen.row, chosen.column)}
          behind={behind.of.get(chosen.column.key)?.results ?? []}
          close={() => change({ cell: [] })}
        />
      )}
      <ExportBar
        path="/v1/measures/gaps"
        query={asked}
        count={gaps.meta.count}
        cite={gaps.meta.cite}
        {...(view === "graph" ? { picture: svg } : {})}
      />
    </>
  );
}

function columnOf(figure: GapRow, behind: Behind): Column {
  const rows = behind.of.get(figure.key)?.results ?? [];
  return { key: figure.key, sector: figure.sector, absent: figure.absent, programs: rows.filter((row) => row.role === "part") };
}
