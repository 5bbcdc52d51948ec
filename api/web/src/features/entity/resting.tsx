// All that rests on a source: things and relationships that name it, counted by type, each type as a table.

import { useQueries } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { address, read, useAnswer, type Query } from "@/shared/api/read.ts";
import { isRef, type Answer, type Provenance, type Ref } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, KIND_ORDER, PATHS, RELATION_ORDER, relationName } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Answered, Loading } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { list, useUrl } from "@/shared/url/url.ts";

import { entityTexts } from "./texts.ts";

const OPEN = { all: list() };
const ROWS = 100;

interface RestingRow extends Provenance {
  readonly id: string;
  readonly type: string;
  readonly href: string;
  readonly name?: string;
  readonly start?: Ref;
  readonly end?: Ref;
}

interface Kind {
  readonly type: string;
  readonly path: string;
  readonly query: Query;
}

function kindsOf(id: string): readonly Kind[] {
  const filter = `sources:${id}`;
  return [
    ...KIND_ORDER.map((type) => ({ type, path: `/v1/${PATHS[type]}`, query: { filter } })),
    ...RELATION_ORDER.map((type) => ({ type, path: "/v1/relationships", query: { type, filter } })),
  ];
}

export function Resting({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const { listed } = useCommon();
  const kinds = kindsOf(id);
  const counts = useQueries({
    queries: kinds.map((kind) => {
      const asked = address(kind.path, { ...kind.query, per_page: 1, total: true, ...listed });
      return {
        queryKey: ["GET", asked],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) => read<Answer<RestingRow>>(asked, {}, signal),
      };
    }),
    combine: (answers) => ({
      waiting: answers.filter(({ isPending }) => isPending).length,
      totals: answers.map(({ data }) => data?.meta.total ?? 0),
    }),
  });
  const count = counts.totals.reduce((sum, total) => sum + total, 0);
  return (
    <section>
      <h2>{t("resting")}</h2>
      {counts.waiting === 0 && <p>{count === 0 ? t("nothingRests") : t("restingAbout", { count: formatNumber(count, lang) })}</p>}
      {kinds.map((kind, index) => (
        <Rows key={kind.type} kind={kind} count={counts.totals[index] ?? 0} />
      ))}
      {counts.waiting > 0 && <Loading />}
    </section>
  );
}

function Rows({ kind, count }: { readonly kind: Kind; readonly count: number }): ReactNode {
  const lang = useLang();
  const [{ all }, change] = useUrl(OPEN);
  const open = all.includes(kind.type);
  if (count === 0) {
    return null;
  }
  const title = kind.path === "/v1/relationships" ? relationName(lang, kind.type) : kindName(lang, kind.type, true);
  return (
    <section className="resting">
      <h3>
        <button
          type="button"
          className="fold"
          aria-expanded={open}
          onClick={() => change({ all: open ? all.filter((other) => other !== kind.type) : [...all, kind.type] })}
        >
          <span className="capital">{title}</span> <b>{formatNumber(count, lang)}</b>
        </button>
      </h3>
      {open && <Opened kind={kind} count={count} title={title} />}
    </section>
  );
}

function Opened({ kind, count, title }: { readonly kind: Kind; readonly count: number; readonly title: string }): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const { listed } = useCommon();
  const asked = { ...kind.query, ...listed };
  const answer = useAnswer<Answer<RestingRow>>(kind.path, { ...asked, per_page: ROWS });
  const columns: TableColumn<RestingRow>[] = [
    ...(kind.path === "/v1/relationships"
      ? [
          { name: "start", title: t("from") },
          { name: "end", title: t("to") },
        ]
      : [{ name: "name", title: t("name"), cell: (row: RestingRow) => (isRef(row) ? <ThingLink of={row} /> : null) }]),
    {
      name: "evidence",
      title: t("evidenceColumn"),
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
          {count > data.results.length && (
            <p className="small">{t("shown", { shown: formatNumber(data.results.length, lang), count: formatNumber(count, lang) })}</p>
          )}
          <ExportBar path={kind.path} query={asked} count={count} cite={data.meta.cite} />
        </>
      )}
    </Answered>
  );
}
