// The largest gaps in both directions: prioritised sectors with few programs, and programs that serve no prioritised sector.

import type { ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureValue } from "@/shared/figures/figure.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { ALIGNMENT, WEIGHTS } from "./address.ts";
import { Choice } from "./controls.tsx";
import { largestGaps } from "./largest.ts";
import type { GapRow } from "./matrix/read.ts";
import { alignmentTexts } from "./texts.ts";

const MOST = 10;

export function Gaps(): ReactNode {
  const t = useTexts(alignmentTexts);
  const [{ crosswalk, level, framework, weight }, change] = useUrl(ALIGNMENT);
  const { query } = useCommon();
  const request: Query = { crosswalk, level, framework, weight, limit: 1000, ...query };
  const answer = useAnswer<Answer<GapRow>>("/v1/measures/gaps", request);
  return (
    <section className="panel" aria-labelledby="gaps">
      <h2 id="gaps">{t("gaps")}</h2>
      <div className="form">
        <Choice label={t("weight")} value={weight} choices={WEIGHTS} name={t} change={(value) => change({ weight: value })} />
      </div>
      <Answered of={answer}>{(data) => (data.results.length === 0 ? <Empty /> : <Both data={data} asked={request} />)}</Answered>
    </section>
  );
}

function Both({ data, asked }: { readonly data: Answer<GapRow>; readonly asked: Query }): ReactNode {
  const t = useTexts(alignmentTexts);
  const { lacking, outside, all } = largestGaps(data.results, MOST);
  const most = Math.max(1, ...[...lacking, ...outside].flatMap((row) => [row.programs, row.enterprises]));
  return (
    <>
      <div className="columns gaps">
        <div>
          <h3>{t("lacking")}</h3>
          <p className="small">{t("lackingAbout")}</p>
          {lacking.length === 0 ? <Empty /> : <GapTable rows={lacking} most={most} caption={t("lacking")} lacking />}
        </div>
        <div>
          <h3>{t("outside")}</h3>
          <p className="small">{t("outsideAbout", { count: all?.programs ?? 0 })}</p>
          {outside.length === 0 ? <Empty /> : <GapTable rows={outside} most={most} caption={t("outside")} />}
        </div>
      </div>
      <ExportBar path="/v1/measures/gaps" query={asked} count={data.meta.count} cite={data.meta.cite} />
    </>
  );
}

interface GapTableProps {
  readonly rows: readonly GapRow[];
  readonly most: number;
  readonly caption: string;
  readonly lacking?: boolean;
}

function GapTable({ rows, most, caption, lacking = false }: GapTableProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const columns: TableColumn<GapRow>[] = [
    { name: "sector", title: t("sector"), cell: (row) => (row.sector === null ? t("noSector") : <ThingLink of={row.sector} />) },
    {
      name: "pair",
      title: `${t("programs")} / ${t("enterprises")}`,
      cell: (row) => (
        <span className="pair">
          <Bar value={row.programs} most={most} kind="programs" />
          <Bar value={row.enterprises} most={most} kind="enterprises" />
        </span>
      ),
    },
    { name: "value", title: t("value"), cell: (row) => <FigureValue of={{ ...row, refused: null, refused_zh: null }} /> },
    ...(lacking ? [{ name: "absent", title: t("state"), cell: (row: GapRow) => <State of={row} /> }] : []),
  ];
  return (
    <>
      <Table columns={columns} rows={rows} keyOf={(row) => row.key} caption={caption} />
      <Refusal rows={rows} />
    </>
  );
}

/** Explains once, not in every row, why there are counts but no figures. */
function Refusal({ rows }: { readonly rows: readonly GapRow[] }): ReactNode {
  const lang = useLang();
  const why = new Set(rows.map((row) => (lang === "zh" ? row.refused_zh : row.refused)).filter((text) => text !== null));
  return [...why].map((text) => (
    <p key={text} className="small refused">
      {text}
    </p>
  ));
}

function Bar({ value, most, kind }: { readonly value: number; readonly most: number; readonly kind: string }): ReactNode {
  const lang = useLang();
  return (
    <span className={`bar bar-${kind}`}>
      <i style={{ width: `${(72 * value) / most}%` }} /> {formatNumber(value, lang)}
    </span>
  );
}

const STATES = { none: "stateNone", few: "stateFew", enough: "stateEnough", surplus: "stateSurplus" } as const;
const ABSENT = { "checked, none": "checkedNone", "not collected": "notCollected", unknown: "unknown" } as const;

function State({ of }: { readonly of: GapRow }): ReactNode {
  const t = useTexts(alignmentTexts);
  const absent = of.absent !== null && of.absent in ABSENT ? ABSENT[of.absent as keyof typeof ABSENT] : undefined;
  return (
    <>
      {t(STATES[of.state])}
      {absent !== undefined && <span className="small"> · {t(absent)}</span>}
    </>
  );
}
