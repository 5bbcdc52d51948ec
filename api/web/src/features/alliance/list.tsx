// All alliances, each with reported members and members known by name.

import { Link } from "@tanstack/react-router";
import { useMemo, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FilterField } from "@/shared/filter-field.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Name, pageOf } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { text, useUrl } from "@/shared/url/url.ts";

import "./alliance.css";
import { Known, Reported } from "./counts.tsx";
import { grouped } from "./joined.ts";
import type { MembersRow } from "./rows.ts";
import { allianceTexts } from "./texts.ts";

const PATH = "/v1/questions/alliance-members";
const MOST = 1000;
/** Number of alliances from which a filter is shown. */
const MANY = 9;
const FILTER = { q: text() };

export default function AlliancesPage(): ReactNode {
  const t = useTexts(allianceTexts);
  const { query, undated } = useCommon();
  const alliances = useAnswer<Answer<Thing>>("/v1/alliances", { per_page: 200, sort: "name", ...undated });
  const members = useAnswer<Answer<MembersRow>>(PATH, { limit: MOST, ...query });
  return (
    <article className="alliances">
      <h1>{t("listTitle")}</h1>
      <p>{t("listAbout")}</p>
      <Answered of={alliances}>{(list) => <Answered of={members}>{(rows) => <Cards of={list.results} rows={rows} />}</Answered>}</Answered>
    </article>
  );
}

function Cards({ of, rows }: { readonly of: readonly Thing[]; readonly rows: Answer<MembersRow> }): ReactNode {
  const t = useTexts(allianceTexts);
  const { query } = useCommon();
  const [{ q }, change] = useUrl(FILTER);
  const byAlliance = useMemo(() => grouped(rows.results, (row) => row.alliance.id), [rows]);
  const wanted = q.trim().toLowerCase();
  const shown = of.filter((one) => [one.name, one.name_zh ?? "", one.gloss_zh ?? ""].some((name) => name.toLowerCase().includes(wanted)));
  return (
    <>
      {(of.length > MANY || q !== "") && (
        <p className="form">
          <label>
            {t("filter")}
            <FilterField value={q} onChange={(next) => change({ q: next }, { replace: true })} />
          </label>
        </p>
      )}
      {shown.length === 0 && (
        <Empty>
          {q !== "" && (
            <button type="button" onClick={() => change({ q: "" })}>
              {t("filterOut")}
            </button>
          )}
        </Empty>
      )}
      <ul className="plain alliance-cards">
        {shown.map((one) => (
          <li key={one.id} className="card">
            <h2>
              <Link to={pageOf(one.href)}>
                <Name of={one} />
              </Link>{" "}
              <OriginMark origin={one.origin} />
            </h2>
            <p className="small">{typeof one["founded"] === "string" ? t("founded", { date: one["founded"] }) : t("foundedUnknown")}</p>
            <div className="beside">
              <Reported rows={byAlliance.get(one.id) ?? []} />
              <Known rows={byAlliance.get(one.id) ?? []} />
            </div>
          </li>
        ))}
      </ul>
      {shown.length > 0 && <ExportBar path={PATH} query={{ limit: MOST, ...query }} count={rows.results.length} cite={rows.meta.cite} />}
    </>
  );
}
