// Members connected to outside organisations only through people: potential partners, and links that depend on one person.

import { useMemo, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureNumber } from "@/shared/figures/number.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { Table } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { MOST, useMembers } from "./reading.ts";
import type { BridgeRow } from "./rows.ts";
import { structureTexts } from "./structure-texts.ts";
import { More, useFirst } from "./more.tsx";

const BRIDGES = "/v1/measures/bridges";

interface Crossing {
  readonly row: BridgeRow;
  readonly member: Ref;
  readonly outsider: Ref;
}

/** Bridges with exactly one end in the alliance. */
export function crossings(rows: readonly BridgeRow[], members: ReadonlySet<string>): readonly Crossing[] {
  return rows
    .filter((row) => row.value !== null && row.value > 0)
    .flatMap((row) => {
      const [inside, outside] = members.has(row.school.id) ? [row.school, row.enterprise] : [row.enterprise, row.school];
      return members.has(inside.id) && !members.has(outside.id) ? [{ row, member: inside, outsider: outside }] : [];
    });
}

export function Outside({ alliance }: { readonly alliance: string }): ReactNode {
  const t = useTexts(structureTexts);
  const { anywhere: query } = useCommon();
  const members = useMembers(alliance);
  const bridges = useAnswer<Answer<BridgeRow>>(BRIDGES, { by: "pair", limit: MOST, ...query });
  const ids = useMemo(() => new Set(members.data?.results.flatMap((row) => row.members.map(({ id }) => id))), [members.data]);
  return (
    <section aria-labelledby="outside">
      <h2 id="outside">{t("outsideTitle")}</h2>
      <p>{t("outsideAbout")}</p>
      <Answered of={bridges}>
        {(data) => (
          <>
            <Crossings rows={crossings(data.results, ids)} />
            <ExportBar path={BRIDGES} query={{ by: "pair", limit: MOST, ...query }} count={data.results.length} cite={data.meta.cite} />
          </>
        )}
      </Answered>
    </section>
  );
}

function Crossings({ rows }: { readonly rows: readonly Crossing[] }): ReactNode {
  const t = useTexts(structureTexts);
  const first = useFirst(rows);
  return rows.length === 0 ? (
    <p className="unknown">{t("outsideNone")}</p>
  ) : (
    <>
      <Table
        caption={t("outsideTitle")}
        rows={first.shown}
        keyOf={({ row }) => row.key}
        columns={[
          { name: "member", title: t("member"), cell: ({ member }) => <ThingLink of={member} /> },
          { name: "outsider", title: t("outsider"), cell: ({ outsider }) => <ThingLink of={outsider} /> },
          { name: "people", title: t("people"), numeric: true, cell: ({ row }) => <FigureNumber of={row}>{row.people}</FigureNumber> },
          { name: "origin", title: t("origin"), cell: ({ row }) => <OriginMark origin={row.origin} /> },
        ]}
      />
      <More of={first} />
    </>
  );
}
