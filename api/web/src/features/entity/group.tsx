// Relationships of one type: other end, details of the relationship and the other entity, dates and evidence.

import { useInfiniteQuery, type UseInfiniteQueryResult, type InfiniteData } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { read, type Query } from "@/shared/api/read.ts";
import type { Answer, Row, Thing } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts, type Lang, type Text } from "@/shared/i18n/texts.ts";
import { kindName, pathOf, relationName } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { fieldName } from "@/shared/names/words.ts";
import { OriginCounts, OriginMark } from "@/shared/origin/origin.tsx";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Failure, Loading } from "@/shared/states/answered.tsx";
import { Cell } from "@/shared/table/cells.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { list, useUrl } from "@/shared/url/url.ts";

import { apiPath } from "./address.ts";
import { Figure } from "./facts.tsx";
import { keyOf, known, ownFields, whenOf, worthKnown, worthOf, type NeighbourCount, type Tie } from "./groups.ts";
import { entityTexts } from "./texts.ts";

/** Rows shown at first, and rows per page when all are requested. */
const FEW = 8;
const PAGE = 100;
const OPEN = { all: list() };

interface GroupProps {
  readonly of: Thing;
  readonly path: string;
  readonly group: NeighbourCount;
}

export function Group({ of, path, group }: GroupProps): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const key = keyOf(group);
  const [{ all }, change] = useUrl(OPEN);
  const open = all.includes(key);
  const answer = useTies(of, path, group, open ? PAGE : FEW);
  const rows = answer.data?.pages.flatMap((page) => page.results) ?? [];
  const title = `${relationName(lang, group.type, group.direction)} · ${kindName(lang, group.node_type, true)}`;
  const count = group.relationships;
  const toggle = (): void => change({ all: open ? all.filter((other) => other !== key) : [...all, key] });
  return (
    <section className="relation-group" id={key} aria-label={title}>
      <h3>
        <span className="capital">{title}</span> <b>{formatNumber(count, lang)}</b> <OriginCounts counts={group.origins} />
        {group.undated > 0 && <span className="small"> {t("undatedCount", { count: formatNumber(group.undated, lang) })}</span>}
      </h3>
      {answer.isError && <Failure error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isPending && <Loading />}
      {rows.length > 0 && <Table columns={columnsOf(rows, group.node_type, lang, t)} rows={rows} keyOf={(tie) => tie.id} caption={title} />}
      {count > FEW && (
        <p className="small">
          {t("shown", { shown: formatNumber(rows.length, lang), count: formatNumber(count, lang) })}{" "}
          {open && answer.hasNextPage && (
            <button type="button" onClick={() => void answer.fetchNextPage()} disabled={answer.isFetching}>
              {t("loadMore", { count: formatNumber(Math.min(PAGE, count - rows.length), lang) })}
            </button>
          )}{" "}
          <button type="button" className="quiet" aria-expanded={open} onClick={toggle}>
            {open ? t("showFewer") : t("showAll", { count: formatNumber(count, lang) })}
          </button>
        </p>
      )}
    </section>
  );
}

function useTies(of: Thing, path: string, group: NeighbourCount, size: number): UseInfiniteQueryResult<InfiniteData<Answer<Tie>>> {
  const { listed } = useCommon();
  const { type, direction, node_type: other } = group;
  const request: Query = { type, direction, node_type: other, per_page: size, ...listed };
  const address = apiPath(path, of.id, "/neighbours");
  return useInfiniteQuery({
    queryKey: ["ties", address, request],
    queryFn: async ({ pageParam, signal }) => {
      const page = await read<Answer<Tie>>(address, { ...request, cursor: pageParam }, signal);
      return { ...page, results: await withMore(page.results, other, signal) };
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}

/** Key fields of the entities at the other ends, in one request. */
async function withMore(ties: readonly Tie[], type: string, signal: AbortSignal): Promise<readonly Tie[]> {
  const select = worthOf(type);
  if (ties.length === 0 || select.length === 0) {
    return ties;
  }
  const ids = [...new Set(ties.map(({ other }) => other.id))];
  const response = await read<Answer<Thing>>(
    `/v1/${pathOf(type)}`,
    { ids: ids.join(","), select: select.join(","), per_page: ids.length },
    signal,
  );
  const byId = new Map<string, Row>(response.results.map((thing) => [thing.id, thing]));
  return ties.map((tie) => ({ ...tie, more: byId.get(tie.other.id) ?? {} }));
}

function columnsOf(rows: readonly Tie[], type: string, lang: Lang, t: Text<keyof typeof entityTexts.en>): readonly TableColumn<Tie>[] {
  const dated = rows.some((row) => whenOf(row).key !== "none");
  return [
    { name: "other", title: kindName(lang, type), cell: ({ other }) => <ThingLink of={other} /> },
    ...worthKnown(type, rows).map((name) => ({
      name: `more ${name}`,
      title: fieldName(lang, name, type),
      numeric: name === "enrolment" || name === "employees" || name === "value",
      cell: ({ more }: Tie) =>
        name === "value" && known(more?.[name]) ? <Figure of={more ?? {}} /> : <Cell value={more?.[name]} of={{ type, name }} />,
    })),
    ...ownFields(rows).map((name) => ({
      name,
      title: fieldName(lang, name, rows[0]?.type),
      numeric: rows.some((row) => typeof row[name] === "number"),
      cell: (row: Tie) => <Cell value={row[name]} of={{ type: row.type, name }} />,
    })),
    ...(dated ? [{ name: "when", title: t("when"), cell: (row: Tie) => <WhenCell of={row} /> }] : []),
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
}

function WhenCell({ of }: { readonly of: Tie }): ReactNode {
  const t = useTexts(entityTexts);
  const { key, date } = whenOf(of);
  if (key === "since" || key === "until") {
    return t(key, { date });
  }
  return key === "year" || key === "between" ? date : <span className="unknown">{t("undated")}</span>;
}
