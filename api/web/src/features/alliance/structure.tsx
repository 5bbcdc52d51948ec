// Structure of the alliance: ties compared with chance, and the effect of losing one member.

import { useMemo, type ReactNode } from "react";

import type { Answer, Ref } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureValue } from "@/shared/figures/figure.tsx";
import { FigureNumber } from "@/shared/figures/number.tsx";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { Cell } from "@/shared/table/cells.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { More, useFirst } from "./more.tsx";
import { MOST, STRUCTURE, useStructure } from "./reading.ts";
import { named, type StructureRow } from "./rows.ts";
import { structureTexts } from "./structure-texts.ts";

export function Structure({ alliance }: { readonly alliance: string }): ReactNode {
  const t = useTexts(structureTexts);
  const answer = useStructure(alliance);
  return (
    <section aria-labelledby="structure">
      <h2 id="structure">{t("structureTitle")}</h2>
      <Answered of={answer}>{(data) => <Whole data={data} alliance={alliance} />}</Answered>
    </section>
  );
}

function Whole({ data, alliance }: { readonly data: Answer<StructureRow>; readonly alliance: string }): ReactNode {
  const lang = useLang();
  const { anywhere: query } = useCommon();
  return (
    <>
      <Figures rows={data.results} />
      {data.meta.notes !== undefined && (
        <p className="small">{data.meta.notes.map((note) => inLang(lang, note.text, note.text_zh)).join(" ")}</p>
      )}
      <Losses rows={data.results} />
      <ExportBar path={STRUCTURE} query={{ alliance, limit: MOST, ...query }} count={data.results.length} cite={data.meta.cite} />
    </>
  );
}

const FIGURES = [
  ["density", "density"],
  ["percentile", "percentile"],
  ["with ties", "withTies"],
  ["connected", "connected"],
  ["articulation points", "articulation"],
  ["sectors", "sectors"],
  ["counties", "counties"],
] as const;

function Figures({ rows }: { readonly rows: readonly StructureRow[] }): ReactNode {
  const t = useTexts(structureTexts);
  const lang = useLang();
  const about = (row: StructureRow): string => {
    if (row.value === null) {
      return "";
    }
    if (row.what === "density" && row.ties !== null && row.possible !== null) {
      return t("densityAbout", { ties: formatNumber(row.ties, lang), possible: formatNumber(row.possible, lang) });
    }
    if (row.what === "percentile" && row.expected !== null && row.chance !== null) {
      return t("percentileAbout", { expected: formatNumber(row.expected, lang, 1), chance: formatNumber(row.chance, lang, 3) });
    }
    return "";
  };
  return (
    <div className="figures">
      {FIGURES.flatMap(([what, key]) => {
        const row = named(rows, what);
        return row === undefined
          ? []
          : [
              <div key={what} className="tile">
                <h3>{t(key)}</h3>
                <FigureValue of={{ ...row, unit: row.unit === "%" ? "%" : null }} />
                <p className="small">{about(row)}</p>
              </div>,
            ];
      })}
    </div>
  );
}

interface Loss {
  readonly member: Ref;
  readonly between: StructureRow | undefined;
  readonly loss: StructureRow;
}

/** Most critical members: first by pairs that would be cut off, then by betweenness. */
export function losses(rows: readonly StructureRow[]): readonly Loss[] {
  const between = new Map(rows.filter(({ what }) => what === "betweenness").map((row) => [row.member?.id, row]));
  return rows
    .flatMap((row) =>
      row.what === "loss" && row.member !== null ? [{ member: row.member, between: between.get(row.member.id), loss: row }] : [],
    )
    .toSorted((a, b) => (b.loss.value ?? 0) - (a.loss.value ?? 0) || (b.between?.value ?? 0) - (a.between?.value ?? 0));
}

function Losses({ rows }: { readonly rows: readonly StructureRow[] }): ReactNode {
  const t = useTexts(structureTexts);
  const lang = useLang();
  const losing = useMemo(() => losses(rows), [rows]);
  const first = useFirst(losing);
  const most = Math.max(0, ...losing.map(({ between }) => between?.value ?? 0));
  if (losing.length === 0) {
    return null;
  }
  const columns: TableColumn<Loss>[] = [
    { name: "member", title: t("member"), cell: ({ member }) => <ThingLink of={member} /> },
    {
      name: "loss",
      title: <span title={t("lossAboutColumn")}>{t("loss")}</span>,
      numeric: true,
      cell: ({ loss }) => <FigureNumber of={loss} />,
    },
    {
      name: "between",
      title: <span title={t("betweenAbout")}>{t("between")}</span>,
      cell: ({ between }) =>
        between !== undefined && (
          <span className="meter">
            <span className="meter-bar" aria-hidden="true" style={{ width: `${(90 * (between.value ?? 0)) / (most || 1)}px` }} />
            <FigureNumber of={between}>{formatNumber(between.value ?? 0, lang, 3)}</FigureNumber>
          </span>
        ),
    },
    { name: "articulation", title: "", cell: ({ loss }) => (loss.articulation === true ? <strong>{t("holds")}</strong> : null) },
    {
      name: "alone",
      title: t("alone"),
      cell: ({ loss }) => <Cell value={[...(loss.sectors ?? []), ...(loss.counties ?? [])]} />,
    },
    { name: "ties", title: t("tiesColumn"), numeric: true, cell: ({ loss }) => loss.ties },
    { name: "origin", title: t("origin"), cell: ({ loss }) => <OriginMark origin={loss.origin} /> },
  ];
  return (
    <>
      <h3>{t("lossTitle")}</h3>
      <p>{t("lossAbout")}</p>
      <Table columns={columns} rows={first.shown} keyOf={({ member }) => member.id} caption={t("lossTitle")} />
      <More of={first} />
    </>
  );
}
