// Members that also belong to another alliance.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { Table } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { MOST } from "./reading.ts";
import type { OverlapRow } from "./rows.ts";
import { structureTexts } from "./structure-texts.ts";

const OVERLAP = "/v1/questions/alliance-overlap";

export function Overlap({ alliance }: { readonly alliance: string }): ReactNode {
  const t = useTexts(structureTexts);
  const { anywhere: query } = useCommon();
  const answer = useAnswer<Answer<OverlapRow>>(OVERLAP, { alliance, limit: MOST, ...query });
  return (
    <section aria-labelledby="overlap">
      <h2 id="overlap">{t("overlapTitle")}</h2>
      <Answered of={answer}>
        {(data) =>
          data.results.length === 0 ? (
            <p className="unknown">{t("overlapNone")}</p>
          ) : (
            <>
              <Table
                caption={t("overlapTitle")}
                rows={data.results}
                keyOf={(row) => `${row.other.id} ${row.origin}`}
                columns={[
                  { name: "other", title: t("otherAlliance") },
                  { name: "shared", title: t("shared"), numeric: true },
                  { name: "members", title: t("who") },
                  { name: "origin", title: t("origin"), cell: ({ origin }) => <OriginMark origin={origin} /> },
                  { name: "evidence", title: t("evidence") },
                ]}
              />
              <ExportBar path={OVERLAP} query={{ alliance, limit: MOST, ...query }} count={data.results.length} cite={data.meta.cite} />
            </>
          )
        }
      </Answered>
    </section>
  );
}
