// Members of the alliance: counts by type and county, and a list.

import { useMemo, type ReactNode } from "react";

import { ORIGINS, type Origin } from "@/shared/api/types.ts";
import { AddMember } from "@/shared/editing/member.tsx";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureNumber } from "@/shared/figures/number.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { Name, ThingLink } from "@/shared/names/names.tsx";
import { OriginMark, RealFirst } from "@/shared/origin/origin.tsx";
import { originTexts } from "@/shared/origin/texts.ts";
import { useWhere } from "@/shared/places/where.ts";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { Table, type TableColumn } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { choice, text, useUrl } from "@/shared/url/url.ts";

import { byCounty, filtered, joined, MEMBER_TYPES, type CountyRow, type Member, type MemberType } from "./joined.ts";
import { MEMBERS, MOST, useLiveness, useMembers } from "./reading.ts";
import { STATES, type LivenessRow, type MembersRow, type State } from "./rows.ts";
import { allianceTexts } from "./texts.ts";
import { countBy } from "./years.ts";

const SHOWN = { county: text(), type: choice(["", ...MEMBER_TYPES], ""), state: choice(["", ...STATES], "") };

export function Members({ alliance }: { readonly alliance: string }): ReactNode {
  const t = useTexts(allianceTexts);
  const { anywhere: query } = useCommon();
  const members = useMembers(alliance);
  const liveness = useLiveness(alliance);
  return (
    <section aria-labelledby="who">
      <h2 id="who">{t("whoTitle")}</h2>
      <Answered of={members}>
        {(data) => (
          <>
            <AddMember alliance={alliance} version={data.meta.data_version} />
            <Who rows={data.results} liveness={liveness.data?.results ?? []} />
            <ExportBar path={MEMBERS} query={{ alliance, limit: MOST, ...query }} count={data.results.length} cite={data.meta.cite} />
          </>
        )}
      </Answered>
    </section>
  );
}

interface WhoProps {
  readonly rows: readonly MembersRow[];
  readonly liveness: readonly LivenessRow[];
}

function Who({ rows, liveness }: WhoProps): ReactNode {
  const t = useTexts(allianceTexts);
  const ids = useMemo(() => rows.flatMap((row) => row.members.map(({ id }) => id)), [rows]);
  const { counties } = useWhere(ids);
  const members = joined(rows, liveness, counties);
  const groups = rows.flatMap((row) => row.groups);
  return (
    <>
      {groups.length > 0 && (
        <p>
          {t("unnamedMembers")}
          {groups.map((group) => (
            <ThingLink key={group.id} of={group} />
          ))}
        </p>
      )}
      {members.length === 0 ? (
        <>
          <p>{t("noMembers")}</p>
          <Empty />
        </>
      ) : (
        <>
          <p>{t("whoAbout")}</p>
          <div className="who">
            <Counties rows={byCounty(members)} />
            <MembersTable members={members} />
          </div>
        </>
      )}
    </>
  );
}

function Counties({ rows }: { readonly rows: readonly CountyRow[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const kind = useKind();
  const most = Math.max(...rows.flatMap(({ types }) => MEMBER_TYPES.flatMap((type) => Object.values(types[type]))));
  const columns: TableColumn<CountyRow>[] = [
    { name: "county", title: t("county"), cell: ({ county }) => (county === null ? t("countyUnknown") : <Name of={county} />) },
    ...MEMBER_TYPES.map((type) => ({
      name: type,
      title: kind(type),
      cell: (row: CountyRow) => <CountCell row={row} type={type} most={most} />,
    })),
  ];
  return <Table columns={columns} rows={rows} keyOf={({ key }) => key} caption={t("whoAbout")} rowClass={() => "county-row"} />;
}

interface CountCellProps {
  readonly row: CountyRow;
  readonly type: MemberType;
  readonly most: number;
}

/** Counts by origin as a bar; a click lists the members. */
function CountCell({ row, type, most }: CountCellProps): ReactNode {
  const t = useTexts(allianceTexts);
  const [shown, change] = useUrl(SHOWN);
  const kind = useKind();
  const o = useTexts(originTexts);
  const counts = row.types[type];
  const parts = ORIGINS.filter((origin) => counts[origin] > 0);
  if (parts.length === 0) {
    return <span className="none">–</span>;
  }
  const on = shown.county === row.key && shown.type === type;
  const place = row.county === null ? t("countyUnknown") : row.county.name;
  const told = parts.map((origin) => `${o(origin)} ${counts[origin]}`).join(", ");
  return (
    <button
      type="button"
      className="count-cell"
      aria-pressed={on}
      aria-label={`${place}, ${kind(type)}: ${told}`}
      onClick={() => change(on ? { county: "", type: "" } : { county: row.key, type })}
    >
      {parts.map((origin) => (
        <Part key={origin} origin={origin} count={counts[origin]} most={most} />
      ))}
    </button>
  );
}

function Part({ origin, count, most }: { readonly origin: Origin; readonly count: number; readonly most: number }): ReactNode {
  return (
    <>
      <span className={`part part-${origin}`} style={{ width: `${Math.max(4, (100 * count) / most) * 0.7}px` }} />
      <span className="part-count">{count}</span>
    </>
  );
}

function MembersTable({ members }: { readonly members: readonly Member[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const kind = useKind();
  const [shown, change] = useUrl(SHOWN);
  const rows = filtered(members, shown);
  const columns: TableColumn<Member>[] = [
    { name: "name", title: t("name"), cell: ({ thing }) => <ThingLink of={thing} /> },
    { name: "type", title: t("type"), cell: ({ thing }) => kind(thing.type) },
    {
      name: "county",
      title: t("county"),
      cell: ({ county }) => (county === null ? <span className="unknown">{t("countyUnknown")}</span> : <ThingLink of={county} />),
    },
    { name: "state", title: t("state"), cell: ({ liveness }) => <StateWord state={liveness?.state ?? null} /> },
    {
      name: "activities",
      title: t("activitiesCount"),
      numeric: true,
      cell: ({ liveness }) => (liveness === null ? <span className="none">–</span> : <FigureNumber of={liveness} />),
    },
    {
      name: "tie",
      title: t("tieState"),
      cell: ({ liveness }) =>
        liveness?.tie === null || liveness === null ? <span className="unknown">{t("noTie")}</span> : t(liveness.tie),
    },
    { name: "origin", title: t("origin"), cell: ({ origin }) => <OriginMark origin={origin} /> },
  ];
  return (
    <div className="members-table">
      <div className="form">
        <span role="group" aria-label={t("state")} className="switch">
          {(["", ...STATES] as const).map((state) => (
            <button key={state} type="button" aria-pressed={shown.state === state} onClick={() => change({ state })}>
              {state === "" ? t("showAll") : t(state)}
            </button>
          ))}
        </span>
        <span className="small" role="status">
          {t("showing")} <RealFirst counts={countBy(ORIGINS, rows, ({ origin }) => origin)} />
          {rows.length < members.length && (
            <>
              {" "}
              {t("showingAll")} <RealFirst counts={countBy(ORIGINS, members, ({ origin }) => origin)} />
            </>
          )}
        </span>
        {(shown.county !== "" || shown.type !== "") && (
          <button type="button" onClick={() => change({ county: "", type: "", state: "" })}>
            {t("showAll")}
          </button>
        )}
      </div>
      {rows.length === 0 ? (
        <Empty>
          <button type="button" onClick={() => change({ county: "", type: "", state: "" })}>
            {t("showAll")}
          </button>
        </Empty>
      ) : (
        <div className="tall">
          <Table columns={columns} rows={rows} keyOf={({ id }) => id} caption={t("whoTitle")} />
        </div>
      )}
    </div>
  );
}

/** State of a member; unknown is labelled as such and has its own style. */
function StateWord({ state }: { readonly state: State | null }): ReactNode {
  const t = useTexts(allianceTexts);
  const known = state ?? "unknown";
  return (
    <span className="state-word" title={t(`${known}About`)}>
      <span className={`state-mark state-${known}`} aria-hidden="true" /> {t(known)}
    </span>
  );
}
