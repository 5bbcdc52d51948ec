// Entities of any type as a table: filtered, sorted and grouped by the server, loaded page by page.

import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindOfPath, useKind } from "@/shared/names/kinds.ts";
import { NAME_FIELDS } from "@/shared/names/names.tsx";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { Answered, Empty, Failure, Loading } from "@/shared/states/answered.tsx";
import { WithoutLocation } from "@/shared/place/control.tsx";
import { DatedNote } from "@/shared/states/dated.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { TABLE } from "./address.ts";
import { Conditions } from "./conditions.tsx";
import { ColumnChoice, GroupChoice, SearchIn, TypeChoice } from "./controls.tsx";
import { firstColumns, type FilterItem } from "./fields.ts";
import { Groups, type Group } from "./groups.tsx";
import { usePages, type Pages } from "./pages.ts";
import { Rows } from "./rows.tsx";
import "./table.css";
import { listTexts } from "./texts.ts";

export default function Page(): ReactNode {
  const t = useTexts(listTexts);
  const kind = useKind();
  const { type: path = "" } = useParams({ strict: false });
  const type = kindOfPath(path);
  const filters = useAnswer<Answer<FilterItem>>(type === undefined ? null : `/v1/${path}/filters`);
  if (type === undefined) {
    return (
      <>
        <h1>{t("missing")}</h1>
        <TypeChoice type="" />
      </>
    );
  }
  return (
    <section>
      <h1>{kind(type, true)}</h1>
      <p className="small">{t("about")}</p>
      <Answered of={filters}>
        {(data) => (filters.isPlaceholderData ? <Loading /> : <List key={path} path={path} type={type} items={data.results} />)}
      </Answered>
    </section>
  );
}

interface ListProps {
  readonly path: string;
  readonly type: string;
  readonly items: readonly FilterItem[];
}

function List({ path, type, items }: ListProps): ReactNode {
  const { query: common } = useCommon();
  const [url, change] = useUrl(TABLE);
  const conditions: Query = { filter: url.filter, q: url.q, ...common };
  const grouped = url.group_by.length > 0;
  return (
    <>
      <div className="list-bar">
        <TypeChoice type={type} />
        <SearchIn key={url.q} q={url.q} change={(q) => change({ q })} />
        <GroupChoice items={items} chosen={url.group_by} change={(group_by) => change({ group_by, sort: "" })} />
        {!grouped && <ColumnChoice items={items} chosen={url.columns} change={(columns) => change({ columns })} />}
      </div>
      <Conditions items={items} filter={url.filter} change={(filter) => change({ filter })} />
      {grouped ? (
        <GroupedList path={path} type={type} items={items} conditions={conditions} />
      ) : (
        <PlainList path={path} type={type} items={items} conditions={conditions} />
      )}
    </>
  );
}

interface PartProps extends ListProps {
  readonly conditions: Query;
}

/** Columns always needed for the name and the chip. */
const ALWAYS = [...NAME_FIELDS.split(","), "scope_zh", "kind", "sources", "quotes", "locator", "certainty", "rule", "note"];

function PlainList({ path, type, items, conditions }: PartProps): ReactNode {
  const kind = useKind();
  const t = useTexts(listTexts);
  const lang = useLang();
  const [url, change] = useUrl(TABLE);
  const properties = new Set(items.filter((item) => item.what === "property").map((item) => item.name));
  const columns = url.columns.length > 0 ? url.columns.filter((name) => properties.has(name)) : firstColumns(items);
  const select = [...new Set([...columns, ...ALWAYS])].filter((name) => properties.has(name)).join(",");
  const query = { ...conditions, sort: url.sort, select };
  const pages = usePages<Thing>(`/v1/${path}`, query, (answer) => answer.results);
  const total = pages.meta?.total ?? null;
  const caption = t("caption", { type: kind(type, true), count: formatNumber(total ?? pages.extent, lang) });
  return (
    <Shown pages={pages} conditions={conditions} path={path}>
      <Headline pages={pages} path={path} conditions={conditions} type={type} />
      <Rows items={items} columns={columns} sort={url.sort} order={(sort) => change({ sort })} pages={pages} caption={caption} />
      {total !== null && total > pages.extent && <p className="small">{t("exported", { count: formatNumber(total, lang) })}</p>}
      <WithoutLocation meta={pages.meta} />
      <ExportBar path={`/v1/${path}`} query={query} count={total} cite={pages.meta?.cite} part />
    </Shown>
  );
}

function GroupedList({ path, type, items, conditions }: PartProps): ReactNode {
  const kind = useKind();
  const t = useTexts(listTexts);
  const lang = useLang();
  const [url, change] = useUrl(TABLE);
  const query = { ...conditions, group_by: url.group_by.join(",") };
  const pages = usePages<Group>(
    `/v1/${path}`,
    query,
    (answer) => (answer as Answer<Group> & { readonly groups?: readonly Group[] }).groups ?? [],
  );
  const groups = Number(pages.meta?.["groups_total"] ?? pages.extent);
  const counts = { groups: formatNumber(groups, lang), count: formatNumber(pages.meta?.total ?? 0, lang) };
  return (
    <Shown pages={pages} conditions={conditions} path={path}>
      <p className="headline">
        <b>{t("groups", counts)}</b> <OriginCounts counts={pages.meta?.origins} />{" "}
        {pages.meta !== undefined && <DatedNote of={pages.meta} />}
      </p>
      <Groups
        items={items}
        by={url.group_by}
        filter={url.filter}
        pages={pages}
        show={(filter) => change({ filter, group_by: [] })}
        caption={t("caption", { type: kind(type, true), count: counts.groups })}
      />
      <WithoutLocation meta={pages.meta} />
      <ExportBar path={`/v1/${path}`} query={query} count={groups} cite={pages.meta?.cite} part />
    </Shown>
  );
}

interface ShownProps {
  readonly pages: Pages<unknown>;
  readonly conditions: Query;
  readonly path: string;
  readonly children: ReactNode;
}

/** States of the table: loading, error, or empty with the cause. */
function Shown({ pages, conditions, children }: ShownProps): ReactNode {
  const t = useTexts(listTexts);
  const [, change] = useUrl(TABLE);
  if (pages.meta === undefined) {
    return pages.error === null ? <Loading /> : <Failure error={pages.error} retry={pages.retry} />;
  }
  if (pages.extent === 0) {
    return (
      <Empty>
        {conditions["filter"] !== "" && (
          <button type="button" onClick={() => change({ filter: "" })}>
            {t("clear")}
          </button>
        )}{" "}
        {conditions["q"] !== "" && (
          <button type="button" onClick={() => change({ q: "" })}>
            {t("noSearch", { q: String(conditions["q"]) })}
          </button>
        )}
      </Empty>
    );
  }
  return (
    <div aria-busy={pages.pending}>
      {pages.error !== null && <Failure error={pages.error} retry={pages.retry} />}
      {children}
    </div>
  );
}

interface HeadlineProps {
  readonly pages: Pages<unknown>;
  readonly path: string;
  readonly type: string;
  readonly conditions: Query;
}

/** Total number of rows and their origins. */
function Headline({ pages, path, conditions }: HeadlineProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const { data } = useAnswer<Answer>(`/v1/${path}`, { ...conditions, group_by: "origin", per_page: 10 });
  const total = pages.meta?.total ?? pages.extent;
  return (
    <p className="headline" role="status">
      <b>{t("total", { count: formatNumber(total, lang) })}</b> <OriginCounts counts={data?.meta.origins} />{" "}
      {data !== undefined && <DatedNote of={data.meta} />}{" "}
      {total > pages.extent && <span className="small">{t("loaded", { count: formatNumber(pages.extent, lang) })}</span>}
    </p>
  );
}
