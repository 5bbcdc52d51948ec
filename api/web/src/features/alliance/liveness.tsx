// Top of the alliance page: reported and known members, latest evidence, ties by year, and the state of each member.

import { Fragment, type ReactNode } from "react";

import type { Answer } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { FigureOrigin, FigureValue } from "@/shared/figures/figure.tsx";
import { FigureNumber } from "@/shared/figures/number.tsx";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { Table } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { Known, Reported } from "./counts.tsx";
import { LIVENESS, useLiveness, useMembers, useStatedDates, useTies } from "./reading.ts";
import { named, STATES, type LivenessRow, type MembersRow, type State } from "./rows.ts";
import { allianceTexts } from "./texts.ts";
import { yearOf } from "./years.ts";
import { YearsChart } from "./years-chart.tsx";

interface LivenessProps {
  readonly alliance: string;
  readonly founded: string | null;
}

export function Liveness({ alliance, founded }: LivenessProps): ReactNode {
  const t = useTexts(allianceTexts);
  const members = useMembers(alliance);
  const liveness = useLiveness(alliance);
  return (
    <section aria-labelledby="liveness">
      <h2 id="liveness">{t("liveness")}</h2>
      <Answered of={members}>
        {(list) => (
          <Answered of={liveness}>{(rows) => <Strip alliance={alliance} founded={founded} members={list.results} data={rows} />}</Answered>
        )}
      </Answered>
    </section>
  );
}

interface StripProps extends LivenessProps {
  readonly members: readonly MembersRow[];
  readonly data: Answer<LivenessRow>;
}

function Strip({ alliance, founded, members, data }: StripProps): ReactNode {
  const t = useTexts(allianceTexts);
  const lang = useLang();
  const { anywhere: query } = useCommon();
  const rows = data.results;
  const activities = rows.filter((row) => row.what === "activity");
  const last = named(rows, "last evidence");
  const left = data.meta.excluded ?? {};
  const stated = useStatedDates(alliance);
  return (
    <>
      <div className="liveness">
        <Reported rows={members} />
        <Known rows={members} />
        <LastEvidence row={last} stated={stated} />
        <States rows={rows} />
        <Years alliance={alliance} founded={founded} activities={activities} />
      </div>
      <p className="small">
        {data.meta.notes?.map((note) => (
          <span key={note.text}>{inLang(lang, note.text, note.text_zh)} </span>
        ))}
        {t("leftOut", { notCollected: left["not collected"] ?? 0, unknown: left["unknown"] ?? 0 })}
      </p>
      {activities.length > 0 && <Activities rows={activities} stated={stated} />}
      <ExportBar path={LIVENESS} query={{ alliance, limit: 1000, ...query }} count={rows.length} cite={data.meta.cite} />
    </>
  );
}

interface DatedProps {
  /** Dates as stated by the source, by activity id. */
  readonly stated: ReadonlyMap<string, string>;
}

function dateOf(row: LivenessRow, stated: DatedProps["stated"]): string {
  return stated.get(row.thing?.id ?? "") ?? row.date ?? "";
}

function LastEvidence({ row, stated }: { readonly row: LivenessRow | undefined } & DatedProps): ReactNode {
  const t = useTexts(allianceTexts);
  const lang = useLang();
  const { asOf } = useCommon();
  if (row?.value === null || row?.value === undefined) {
    return (
      <div className="tile">
        <h3>{t("lastEvidence")}</h3>
        <p className="unknown">{t("lastNone")}</p>
        {row !== undefined && row.refused !== null && <p className="small">{inLang(lang, row.refused, row.refused_zh)}</p>}
      </div>
    );
  }
  return (
    <div className="tile">
      <h3>{t("lastEvidence")}</h3>
      <p className="big">
        <b>
          <time>{dateOf(row, stated)}</time>
        </b>{" "}
        <OriginMark origin={row.origin} />
      </p>
      <p>
        <FigureNumber of={row}>
          {t(row.value < 1 / 12 ? "ageFresh" : "age", { age: formatNumber(row.value, lang, 1), day: row.counted_to ?? "" })}
        </FigureNumber>{" "}
        <span className="small">{t(asOf === "" ? "countedToData" : "countedToDate")}</span>
      </p>
      <p className="small">
        {row.thing !== null && <ThingLink of={row.thing} />}
        {row.proof !== null && <span lang="en"> · {t("proof", { proof: row.proof })}</span>}
      </p>
    </div>
  );
}

/** Active, quiet and unknown members as one bar; unknown is hatched. */
function States({ rows }: { readonly rows: readonly LivenessRow[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const parts = STATES.flatMap((state) => named(rows, state) ?? []);
  const total = parts.reduce((sum, row) => sum + (row.value ?? 0), 0);
  const tied = named(rows, "with ties");
  const [first] = parts;
  if (first !== undefined && parts.every(({ value }) => value === null)) {
    return (
      <div className="tile states">
        <h3>{t("members")}</h3>
        <FigureValue of={first} />
      </div>
    );
  }
  return (
    <div className="tile states">
      <h3>{t("members")}</h3>
      {total > 0 && (
        <div className="states-bar" aria-hidden="true">
          {parts.map((row) => (
            <span key={row.what} className={`state-${row.what}`} style={{ flexGrow: row.value ?? 0 }} />
          ))}
        </div>
      )}
      <ul className="plain">
        {parts.map((row) => (
          <li key={row.what}>
            <span className={`state-mark state-${row.what}`} aria-hidden="true" /> {t(row.what as State)}{" "}
            <FigureValue of={{ ...row, unit: null }} /> <span className="small">{t(`${row.what as State}About`)}</span>
          </li>
        ))}
      </ul>
      {tied !== undefined && (
        <>
          <p>
            {t("withTies")} <FigureNumber of={tied} /> <FigureOrigin of={tied} />
          </p>
          <ul className="plain ties-when">
            {WHEN.map(([what, key]) => {
              const row = named(rows, what);
              return (
                row !== undefined && (
                  <li key={what} className="small">
                    {t(key)} <FigureNumber of={row} /> <FigureOrigin of={row} />
                  </li>
                )
              );
            })}
          </ul>
          <p className="small">{t("recentKinds")}</p>
          <Tied rows={rows} />
        </>
      )}
    </div>
  );
}

/** Members with ties by the time of their latest tie; each member is in one part. */
const WHEN = [
  ["tied", "tiedRecent"],
  ["tied, undated", "tiedUndated"],
  ["tied earlier", "tiedEarlier"],
] as const;

const TIED = { partnership: "partnership", graduates: "graduates", facility: "facility", people: "byPeople" } as const;

/** Members with ties to other members, by kind of tie; a member can have several kinds. */
function Tied({ rows }: { readonly rows: readonly LivenessRow[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const kinds = Object.entries(TIED).flatMap(([kind, key]) => {
    const row = named(rows, `tied|${kind}`);
    return row === undefined || row.value === null ? [] : [{ key, row, value: row.value }];
  });
  const most = Math.max(1, ...kinds.map(({ value }) => value));
  return (
    <div className="tied-kinds small">
      {kinds.map(({ key, row, value }) => (
        <Fragment key={key}>
          <span>{t(key)}</span>
          <span
            className={`tied-bar part-${row.origin ?? "none"}`}
            aria-hidden="true"
            style={{ width: `${(100 * value) / most}%` }}
            hidden={value === 0}
          />
          {value === 0 && <span />}
          <FigureNumber of={row} />
        </Fragment>
      ))}
    </div>
  );
}

interface YearsProps extends LivenessProps {
  readonly activities: readonly LivenessRow[];
}

function Years({ alliance, founded, activities }: YearsProps): ReactNode {
  const t = useTexts(allianceTexts);
  const ties = useTies(alliance);
  const events = new Map(
    activities.flatMap(({ thing, date }) => {
      const year = yearOf(date);
      return thing === null || year === null ? [] : [[thing.id, year] as const];
    }),
  );
  return (
    <div className="tile years">
      <h3>{t("tiesYears")}</h3>
      <Answered of={ties}>{(data) => <YearsChart ties={data.results} events={events} founded={yearOf(founded)} />}</Answered>
    </div>
  );
}

function Activities({ rows, stated }: { readonly rows: readonly LivenessRow[] } & DatedProps): ReactNode {
  const t = useTexts(allianceTexts);
  return (
    <details>
      <summary>{t("showActivities", { count: rows.length })}</summary>
      <Table
        caption={t("activities")}
        rows={rows}
        keyOf={(row) => row.key}
        columns={[
          { name: "date", title: t("date"), cell: (row) => <time>{dateOf(row, stated)}</time> },
          { name: "thing", title: t("activity") },
          { name: "proof", title: t("proofColumn"), cell: (row) => (row.proof === null ? <span className="none">–</span> : row.proof) },
          { name: "value", title: t("participants"), numeric: true, cell: (row) => <FigureNumber of={row} /> },
          { name: "origin", title: t("origin"), cell: (row) => <OriginMark origin={row.origin} /> },
        ]}
      />
    </details>
  );
}
