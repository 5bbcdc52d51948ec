// All entities and relationships based on a source, counted by type in one response; each type opens as a table.

import type { RestingCount } from "@client/generated/types.gen.ts";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import { isRef, type Answer, type Ref } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { list, useUrl } from "@/shared/url/url.ts";

import { SourceChip, type Fact } from "./chip.tsx";
import "./resting.css";
import { sourceTexts } from "./texts.ts";

/** The open types. */
export const RESTING = { all: list() };
const ROWS = 100;

interface Row extends Fact {
  readonly start?: Ref;
  readonly end?: Ref;
}

interface RestingProps {
  /** Id of the source. */
  readonly source: string;
  /** Heading level, one below the heading above. */
  readonly level: 3 | 4;
}

export function Resting({ source, level }: RestingProps): ReactNode {
  const t = useTexts(sourceTexts);
  const lang = useLang();
  const { listed } = useCommon();
  const counts = useAnswer<Answer<RestingCount>>(`/v1/sources/${source}/counts`, listed);
  return (
    <Answered of={counts}>
      {({ results }) => {
        const whole = results.reduce((sum, { count }) => sum + count, 0);
        return (
          <>
            <p>{whole === 0 ? t("restingNone") : t("restingAbout", { count: formatNumber(whole, lang) })}</p>
            {results.map((rows) => (
              <Fold key={rows.type} rows={rows} level={level} />
            ))}
          </>
        );
      }}
    </Answered>
  );
}

function Fold({ rows, level }: { readonly rows: RestingCount; readonly level: 3 | 4 }): ReactNode {
  const lang = useLang();
  const [{ all }, change] = useUrl(RESTING);
  const open = all.includes(rows.type);
  const title = rows.what === "relationship" ? relationName(lang, rows.type) : kindName(lang, rows.type, true);
  const Heading = `h${level}` as const;
  return (
    <section className="resting">
      <Heading>
        <button
          type="button"
          className="fold"
          aria-expanded={open}
          onClick={() => change({ all: open ? all.filter((other) => other !== rows.type) : [...all, rows.type] })}
        >
          <span className="capital">{title}</span> <b>{formatNumber(rows.count, lang)}</b>
        </button>
      </Heading>
      {open && <Opened rows={rows} title={title} />}
    </section>
  );
}

function Opened({ rows, title }: { readonly rows: RestingCount; readonly title: string }): ReactNode {
  const t = useTexts(sourceTexts);
  const lang = useLang();
  const answer = useAnswer<Answer<Row>>(rows.href, { per_page: ROWS });
  const columns: TableColumn<Row>[] = [
    ...(rows.what === "relationship"
      ? [
          { name: "start", title: t("from") },
          { name: "end", title: t("to") },
        ]
      : [{ name: "name", title: t("name"), cell: (row: Row) => (isRef(row) ? <ThingLink of={row} /> : null) }]),
    {
      name: "evidence",
      title: t("evidence"),
      cell: (row) => (
        <span className="evidence-cell">
          <OriginMark origin={row.origin} /> <SourceChip of={row} />
        </span>
      ),
    },
  ];
  return (
    <Answered of={answer}>
      {(data) => (
        <>
          <Table columns={columns} rows={data.results} keyOf={(row) => row.id} caption={title} />
          {rows.count > data.results.length && (
            <p className="small">
              {t("restingShown", { shown: formatNumber(data.results.length, lang), count: formatNumber(rows.count, lang) })}
            </p>
          )}
          <ExportBar path={rows.href} count={rows.count} cite={data.meta.cite} part />
        </>
      )}
    </Answered>
  );
}
