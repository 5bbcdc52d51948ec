// Contents of the graph: entities by type and origin, and the date of the data.

import type { Served } from "@client/generated/types.gen.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Sent } from "@/shared/api/sent.ts";
import { useAnswer } from "@/shared/api/read.ts";
import { ORIGINS, type Answer, type Thing } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { kindOrder, kindName, pathOf, relationOrder } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { counting, useCommon } from "@/shared/url/common.ts";

import { barLength, rowsOf, together, type CountRow } from "./counts.ts";
import { homeTexts } from "./texts.ts";

type MetaRow = Sent<Served>;

export function Data(): ReactNode {
  const t = useTexts(homeTexts);
  const { place } = useCommon();
  const answer = useAnswer<Answer<MetaRow>>("/v1/meta", { place });
  return (
    <section>
      <h2>{t("data")}</h2>
      <Answered of={answer}>{(data) => data.results.map((meta) => <Known key={meta.data_version} meta={meta} />)}</Answered>
    </section>
  );
}

function Known({ meta }: { readonly meta: MetaRow }): ReactNode {
  const t = useTexts(homeTexts);
  const lang = useLang();
  const { origin } = useCommon();
  const origins = counting(origin);
  const things = rowsOf(meta.counts, kindOrder(), origins);
  const whole = together(things, t("things"));
  const ties = together(rowsOf(meta.counts, relationOrder(), origins), t("relationshipsTotal"));
  const most = Math.max(1, ...things.map(barLength));
  return (
    <div className="home-data">
      <div>
        <p className="headline">
          {t("both", { things: formatNumber(whole.real, lang), relationships: formatNumber(ties.real, lang) })}
          {whole.simulated + ties.simulated > 0 && (
            <span className="small simulated-apart">
              {" "}
              {t("bothSimulated", { things: formatNumber(whole.simulated, lang), relationships: formatNumber(ties.simulated, lang) })}
            </span>
          )}{" "}
          <OriginCounts counts={whole.counts} />
        </p>
        <ul className="plain home-counts">
          {things.map((row) => (
            <li key={row.type}>
              <span>
                <Link to="/table/$type" params={{ type: pathOf(row.type) ?? "" }}>
                  {kindName(lang, row.type, true)}
                </Link>
                {GROUPED.has(row.type) && <Unnamed path={pathOf(row.type) ?? ""} />}
                <Unplaced count={meta.without_location?.[row.type]} />
              </span>
              <b className="numeric">{formatNumber(row.real, lang)}</b>
              <Bar of={row} most={most} />
              <OriginCounts counts={row.counts} />
            </li>
          ))}
          <li className="whole">
            <span>{ties.type}</span>
            <b className="numeric">{formatNumber(ties.real, lang)}</b>
            <span />
            <OriginCounts counts={ties.counts} />
          </li>
        </ul>
      </div>
      <Dates meta={meta} />
    </div>
  );
}

/** Types with unnamed groups; such a row is not counted as one entity. */
const GROUPED = new Set(["School", "Enterprise", "Person"]);

interface Grouped extends Answer {
  readonly groups: readonly { readonly count: number; readonly keys: readonly { readonly value: unknown }[] }[];
}

function Unnamed({ path }: { readonly path: string }): ReactNode {
  const t = useTexts(homeTexts);
  const { origins, place } = useCommon();
  const { data } = useAnswer<Grouped>(`/v1/${path}`, { group_by: "kind", origin: origins, place });
  const count = data?.groups.find(({ keys }) => keys[0]?.value === "unnamed group")?.count ?? 0;
  return count === 0 ? null : <span className="small aside">{t("unnamed", { count })}</span>;
}

/** Entities of a type that the place leaves out because they have no location. */
function Unplaced({ count = 0 }: { readonly count?: number | undefined }): ReactNode {
  const t = useTexts(homeTexts);
  return count === 0 ? null : <span className="small aside">{t("unplaced", { count })}</span>;
}

/** Bar by origin; its length grows with the square root of the number, so that small numbers stay visible. The numbers are next to it. */
function Bar({ of, most }: { readonly of: CountRow; readonly most: number }): ReactNode {
  return (
    <span className="bar" aria-hidden="true">
      <span style={{ width: `${100 * Math.sqrt(barLength(of) / most)}%` }}>
        {ORIGINS.filter((origin) => (of.counts[origin] ?? 0) > 0).map((origin) => (
          <span key={origin} className={`bar-${origin}`} style={{ flexGrow: of.counts[origin] ?? 0 }} />
        ))}
      </span>
    </span>
  );
}

function Dates({ meta }: { readonly meta: MetaRow }): ReactNode {
  const t = useTexts(homeTexts);
  const lang = useLang();
  const newest = useAnswer<Answer<Thing>>("/v1/sources", { filter: "has:published", sort: "-published", per_page: 1 });
  return (
    <div className="panel">
      <h3>{t("dated")}</h3>
      <dl>
        {meta.loaded_at !== null && (
          <>
            <dt>{t("loaded")}</dt>
            <dd>
              <time dateTime={meta.loaded_at}>{when(meta.loaded_at, lang)}</time>
            </dd>
          </>
        )}
        {newest.data?.results.map((source) => (
          <Newest key={source.id} of={source} />
        ))}
        <dt>{t("version")}</dt>
        <dd>
          <code title={meta.data_version}>{meta.data_version.slice(0, 12)}</code>
        </dd>
        <dt>{t("packages")}</dt>
        <dd>
          <ul className="plain">
            {meta.packages.map(({ name, title, version }) => (
              <li key={name}>
                <span lang="en">{title}</span> <span className="small">{version}</span>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </div>
  );
}

function Newest({ of }: { readonly of: Thing }): ReactNode {
  const t = useTexts(homeTexts);
  return (
    <>
      <dt>{t("newest")}</dt>
      <dd>
        <time>{String(of["published"])}</time> · <ThingLink of={of} />
      </dd>
    </>
  );
}

function when(iso: string, lang: Lang): string {
  return new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
}
