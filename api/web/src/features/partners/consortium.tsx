// Shortlists for a call: required numbers of schools, enterprises, counties and research centres around a lead.

import type { MeasuredConsortiumRow } from "@client/generated/types.gen.ts";
import type { ReactNode } from "react";

import type { Known } from "@/shared/api/sent.ts";
import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer, Declared, Param } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import type { FigureRow } from "@/shared/figures/figure.tsx";
import { FigureNumber } from "@/shared/figures/number.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { ParamForm } from "@/shared/params/form.tsx";
import { useWhere } from "@/shared/places/where.ts";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { Table } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useRawSearch, useUrl } from "@/shared/url/url.ts";

import { callTexts } from "./call-texts.ts";
import { ShortlistButton } from "./candidate.tsx";
import { STATE, TAB_PARAMS } from "./state.ts";

const PATH = "/v1/measures/consortium";
const NEEDS = ["schools", "enterprises", "counties", "centres"] as const;
type Need = (typeof NEEDS)[number];

type ConsortiumRow = FigureRow &
  Known<MeasuredConsortiumRow, "lead"> & { readonly what: "list" | "has" | "member"; readonly requirement: Need | null };

/** A measure as described by /v1/measures. */
export type Described = Pick<Declared, "name" | "params">;

export function useParams(measure: string): readonly Param[] {
  const { data } = useAnswer<Answer<Described>>("/v1/measures");
  return data?.results.find(({ name }) => name === measure)?.params ?? [];
}

/** The lead is the school or enterprise that seeks partners, unless another one is chosen. */
export function leadOf(chosen: string | undefined, asking: string): string | undefined {
  return chosen ?? (/^(school|enterprise):/.test(asking) ? asking : undefined);
}

export function Consortium(): ReactNode {
  const t = useTexts(callTexts);
  const search = useRawSearch();
  const common = useCommon();
  const [{ for: asking, mode }] = useUrl(STATE);
  const params = useParams("consortium");
  const given = Object.fromEntries(TAB_PARAMS.consortium.map((name) => [name, search[name]]));
  const lead = leadOf(search["lead"], mode === "known" ? asking : "");
  const query: Query = { ...given, lead, limit: 1000, ...common.query };
  const answer = useAnswer<Answer<ConsortiumRow>>(PATH, query);
  return (
    <>
      <h2>{t("consortiumTitle")}</h2>
      <p>{t("consortiumAbout")}</p>
      <section className="panel">
        <ParamForm params={params} except={["limit"]} />
      </section>
      <Answered of={answer}>
        {(data) => (
          <>
            <Against rows={data.results} />
            <Lists rows={data.results} />
            <p className="small">{t("notAsked")}</p>
            <ExportBar path={PATH} query={query} count={data.results.length} cite={data.meta.cite} />
          </>
        )}
      </Answered>
    </>
  );
}

function Lists({ rows }: { readonly rows: readonly ConsortiumRow[] }): ReactNode {
  const leads = rows.filter(({ what }) => what === "list");
  return leads.length === 0 ? (
    <Empty />
  ) : (
    <div className="consortia">
      {leads.map((row) => (
        <List key={row.key} list={row} rows={rows.filter(({ lead }) => lead.id === row.lead.id)} />
      ))}
    </div>
  );
}

function List({ list, rows }: { readonly list: ConsortiumRow; readonly rows: readonly ConsortiumRow[] }): ReactNode {
  const t = useTexts(callTexts);
  const members = rows.filter(({ what }) => what === "member");
  return (
    <section className="card consortium">
      <h3>
        <ThingLink of={list.lead} /> <OriginMark origin={list.origin} />{" "}
        <span className={list.missing === 0 ? "met" : "unmet"}>
          {list.missing === 0 ? t("complete") : <FigureNumber of={list}>{t("missing", { count: list.missing ?? 0 })}</FigureNumber>}
        </span>
      </h3>
      <ul className="plain needs">
        {rows
          .filter(({ what }) => what === "has")
          .map((row) => (
            <li key={row.key}>
              <Meter has={row.value ?? 0} asked={row.asked ?? 0} />
              <span>{row.requirement === null ? "" : t(row.requirement)}</span>{" "}
              <FigureNumber of={row}>{t("ofAsked", { has: row.value ?? 0, asked: row.asked ?? 0 })}</FigureNumber>
            </li>
          ))}
      </ul>
      <Table
        caption={t("consortiumTitle")}
        rows={members}
        keyOf={(row) => row.key}
        columns={[
          { name: "thing", title: t("member"), cell: ({ thing }) => thing !== null && <ThingLink of={thing} /> },
          {
            name: "steps",
            title: t("steps"),
            numeric: true,
            cell: (row) => (row.steps === 0 ? t("leadItself") : <FigureNumber of={row}>{row.steps}</FigureNumber>),
          },
          { name: "origin", title: t("origin"), cell: ({ origin }) => <OriginMark origin={origin} /> },
          { name: "shortlist", title: "", cell: ({ thing }) => thing !== null && <ShortlistButton of={thing} short /> },
        ]}
      />
    </section>
  );
}

function Meter({ has, asked }: { readonly has: number; readonly asked: number }): ReactNode {
  return (
    <span className="need" aria-hidden="true">
      <span style={{ width: `${asked === 0 ? 100 : Math.min(100, (100 * has) / asked)}%` }} />
    </span>
  );
}

/** How far the shortlist meets the call; research centres of single members are not known here. */
function Against({ rows }: { readonly rows: readonly ConsortiumRow[] }): ReactNode {
  const t = useTexts(callTexts);
  const [{ shortlist }] = useUrl(STATE);
  const { counties } = useWhere(shortlist);
  const has: Readonly<Partial<Record<Need, number>>> = {
    schools: shortlist.filter((id) => id.startsWith("school:")).length,
    enterprises: shortlist.filter((id) => id.startsWith("enterprise:")).length,
    counties: new Set([...counties.values()].map(({ id }) => id)).size,
  };
  const asked = (need: Need): number => rows.find(({ requirement }) => requirement === need)?.asked ?? 0;
  return shortlist.length === 0 ? null : (
    <section className="panel">
      <h3>{t("yourShortlist")}</h3>
      <ul className="plain needs">
        {NEEDS.flatMap((need) => {
          const count = has[need];
          return count === undefined
            ? []
            : [
                <li key={need}>
                  <Meter has={count} asked={asked(need)} />
                  <span>{t(need)}</span> {t("ofAsked", { has: count, asked: asked(need) })}
                </li>,
              ];
        })}
      </ul>
    </section>
  );
}
