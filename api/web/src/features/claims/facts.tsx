// All facts that rest on one source, by type: how many, and, opened, which.

import { useQueries } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import { address, read, useAnswer, type Query } from "@/shared/api/read.ts";
import { isRef, type Answer, type Ref, type Row, type Thing } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { KIND_ORDER, kindName, PATHS, RELATION_ORDER, relationName } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { SourceChip, type Fact } from "@/shared/sources/chip.tsx";
import { Answered, Loading } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { claimTexts } from "./texts.ts";

const SHOWN = 100;

interface Group {
  readonly type: string;
  readonly relationship: boolean;
  readonly path: string;
  readonly query: Query;
}

/** Lists of all types, each narrowed to what rests on a source. */
function groupsOf(source: string, origin: string): readonly Group[] {
  const filter = `sources:${source}`;
  return [
    ...KIND_ORDER.filter((type) => type !== "Source").map((type) => ({
      type,
      relationship: false,
      path: `/v1/${PATHS[type] ?? ""}`,
      query: { filter, origin },
    })),
    ...RELATION_ORDER.map((type) => ({ type, relationship: true, path: "/v1/relationships", query: { type, filter, origin } })),
  ];
}

export function FactsOf({ source }: { readonly source: string }): ReactNode {
  const t = useTexts(claimTexts);
  const { origins } = useCommon();
  const groups = groupsOf(source, origins);
  const asked = groups.map(({ path, query }) => address(path, { ...query, per_page: 1, total: true }));
  const answers = useQueries({
    queries: asked.map((url) => ({ queryKey: ["GET", url], queryFn: () => read<Answer>(url) })),
  });
  if (answers.some((answer) => answer.isPending)) {
    return <Loading />;
  }
  const counted = groups.flatMap((group, index) => {
    const count = answers[index]?.data?.meta.total ?? 0;
    return count > 0 ? [{ group, count }] : [];
  });
  if (counted.length === 0) {
    return <p className="small">{t("noFacts")}</p>;
  }
  return (
    <div className="columns">
      {([false, true] as const).map((relationship) => (
        <div key={String(relationship)}>
          <h4>{t(relationship ? "relationships" : "things")}</h4>
          {counted
            .filter(({ group }) => group.relationship === relationship)
            .map(({ group, count }) => (
              <OneGroup key={group.type} group={group} count={count} />
            ))}
        </div>
      ))}
    </div>
  );
}

function OneGroup({ group, count }: { readonly group: Group; readonly count: number }): ReactNode {
  const lang = useLang();
  const [open, setOpen] = useState(false);
  const name = group.relationship ? relationName(lang, group.type) : kindName(lang, group.type, true);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {name} <b>{formatNumber(count, lang)}</b>
      </summary>
      {open && <Facts group={group} count={count} />}
    </details>
  );
}

function Facts({ group, count }: { readonly group: Group; readonly count: number }): ReactNode {
  const t = useTexts(claimTexts);
  const answer = useAnswer<Answer>(group.path, { ...group.query, per_page: SHOWN });
  return (
    <Answered of={answer}>
      {(data) => (
        <>
          <ul className="facts-list">
            {data.results.map((row) => (
              <li key={String(row["id"])}>{group.relationship ? <Relation row={row} /> : <OneThing of={row as Thing} />}</li>
            ))}
          </ul>
          {count > SHOWN && <p className="small">{t("more", { count: SHOWN })}</p>}
        </>
      )}
    </Answered>
  );
}

function OneThing({ of }: { readonly of: Thing }): ReactNode {
  return (
    <>
      <ThingLink of={of} /> <SourceChip of={of} />
    </>
  );
}

function Relation({ row }: { readonly row: Row }): ReactNode {
  const end = (value: unknown): ReactNode => (isRef(value) ? <ThingLink of={value satisfies Ref} /> : null);
  return (
    <>
      {end(row["start"])} → {end(row["end"])} <SourceChip of={row as unknown as Fact} />
    </>
  );
}
