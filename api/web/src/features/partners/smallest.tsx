// The smallest set of partners that covers the requirements.

import type { MeasuredSmallestPartnerSetRow } from "@client/generated/types.gen.ts";
import type { ReactNode } from "react";

import type { Known } from "@/shared/api/sent.ts";
import { useAnswer, type Query } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureValue, type FigureRow } from "@/shared/figures/figure.tsx";
import { FigureNumber } from "@/shared/figures/number.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { ParamForm } from "@/shared/params/form.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { Cell } from "@/shared/table/cells.tsx";
import { Table } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useRawSearch } from "@/shared/url/url.ts";

import { callTexts } from "./call-texts.ts";
import { ShortlistButton } from "./candidate.tsx";
import { useParams } from "./consortium.tsx";
import { TAB_PARAMS } from "./state.ts";

const PATH = "/v1/measures/smallest-partner-set";

type SetRow = FigureRow & Known<MeasuredSmallestPartnerSetRow, "covers"> & { readonly what: "size" | "uncovered" | "partner" };

export function Smallest(): ReactNode {
  const t = useTexts(callTexts);
  const search = useRawSearch();
  const common = useCommon();
  const params = useParams("smallest-partner-set");
  const query: Query = { ...Object.fromEntries(TAB_PARAMS.smallest.map((name) => [name, search[name]])), limit: 1000, ...common.query };
  const answer = useAnswer<Answer<SetRow>>(PATH, query);
  return (
    <>
      <h2>{t("smallestTitle")}</h2>
      <p>{t("smallestAbout")}</p>
      <section className="panel">
        <ParamForm params={params} except={["limit", "time_limit"]} />
      </section>
      <Answered of={answer}>
        {(data) => (
          <>
            <Found rows={data.results} />
            <p className="small">{t("willing")}</p>
            <ExportBar path={PATH} query={query} count={data.results.length} cite={data.meta.cite} />
          </>
        )}
      </Answered>
    </>
  );
}

function Found({ rows }: { readonly rows: readonly SetRow[] }): ReactNode {
  const t = useTexts(callTexts);
  const size = rows.find(({ what }) => what === "size");
  const uncovered = rows.find(({ what }) => what === "uncovered");
  const partners = rows.filter(({ what }) => what === "partner");
  return (
    <>
      <div className="set-figures">
        {size !== undefined && (
          <div className="card">
            <h3>{t("size")}</h3>
            <FigureValue of={{ ...size, unit: null }} />
            {size.value !== null && (
              <p className="small">{size.proven === true ? t("proven") : t("notProven", { bound: size.bound ?? 0 })}</p>
            )}
          </div>
        )}
        {uncovered !== undefined && (
          <div className="card">
            <h3>{t("uncovered")}</h3>
            <FigureValue of={{ ...uncovered, unit: null }} />
            <p className="small">{uncovered.covers.length === 0 ? t("nothingUncovered") : <Cell value={uncovered.covers} />}</p>
          </div>
        )}
      </div>
      {partners.length === 0 ? (
        <Empty />
      ) : (
        <Table
          caption={t("smallestTitle")}
          rows={partners}
          keyOf={(row) => row.key}
          columns={[
            { name: "partner", title: t("partner"), cell: ({ partner }) => partner !== null && <ThingLink of={partner} /> },
            { name: "value", title: "", numeric: true, cell: (row) => <FigureNumber of={row} /> },
            { name: "covers", title: t("covers") },
            { name: "same", title: t("same"), numeric: true, cell: ({ same }) => Math.max(0, (same ?? 1) - 1) },
            { name: "origin", title: t("origin"), cell: ({ origin }) => <OriginMark origin={origin} /> },
            { name: "shortlist", title: "", cell: ({ partner }) => partner !== null && <ShortlistButton of={partner} short /> },
          ]}
        />
      )}
    </>
  );
}
