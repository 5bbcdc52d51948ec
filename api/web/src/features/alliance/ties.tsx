// Ties between members: a matrix ordered to show groups, the same data as a table, and the evidence of one pair.

import { useMemo, useRef, type ReactNode } from "react";

import type { Answer, Ref } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useShortcut } from "@/shared/keys/registry.ts";
import { labelIn, ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { useWhere } from "@/shared/places/where.ts";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { Table } from "@/shared/table/table.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { choice, list, text, useUrl } from "@/shared/url/url.ts";

import { Matrix } from "./matrix.tsx";
import { membersOf, nearOf, pairs, together, type Pair } from "./order.ts";
import { MOST, TIES, useMembers, useTies } from "./reading.ts";
import { TIE_KINDS, type TieKind, type TieRow } from "./rows.ts";
import { allianceTexts } from "./texts.ts";
import { countBy } from "./years.ts";
import { kindKey } from "./years-chart.tsx";

const ORDERS = ["together", "county", "ties", "name"] as const;
type Order = (typeof ORDERS)[number];
const TIES_URL = { ties: list(), order: choice(ORDERS, "together"), ties_as: choice(["matrix", "table"], "matrix"), pair: text() };
const ORDER_TEXTS = { together: "together", county: "byCounty", ties: "byTies", name: "byName" } as const;

export function Ties({ alliance }: { readonly alliance: string }): ReactNode {
  const t = useTexts(allianceTexts);
  const answer = useTies(alliance);
  const members = useMembers(alliance);
  return (
    <section aria-labelledby="ties">
      <h2 id="ties">{t("matrixTitle")}</h2>
      <Answered of={answer}>
        {(data) =>
          data.results.length === 0 ? (
            <p className="unknown">{t("noTies")}</p>
          ) : (
            <Shown data={data} alliance={alliance} members={members.data?.results.flatMap((row) => row.members) ?? []} />
          )
        }
      </Answered>
    </section>
  );
}

interface ShownProps {
  readonly data: Answer<TieRow>;
  readonly alliance: string;
  readonly members: readonly Ref[];
}

function Shown({ data, alliance, members }: ShownProps): ReactNode {
  const t = useTexts(allianceTexts);
  const { anywhere: query } = useCommon();
  const [{ ties: kinds, ties_as: as, order, pair }, change] = useUrl(TIES_URL);
  const picture = useRef<SVGSVGElement>(null);
  useShortcut("g", t("matrix"), () => change({ ties_as: "matrix" }));
  useShortcut("t", t("table"), () => change({ ties_as: "table" }));
  const rows = useMemo(
    () => (kinds.length === 0 ? data.results : data.results.filter(({ tie }) => kinds.includes(tie))),
    [data.results, kinds],
  );
  const links = useMemo(() => pairs(rows), [rows]);
  const ordered = useOrder(order, links);
  const open = links.find(({ id }) => id === pair);
  const mark = (id: string): void => change({ pair: id === pair ? "" : id });
  return (
    <>
      <p>
        {t("matrixAbout")} <TiedMembers rows={data.results} />
      </p>
      <Controls data={data} kinds={kinds} />
      {as === "table" ? (
        <TiesTable rows={rows} />
      ) : (
        <Matrix ref={picture} members={ordered} links={links} open={pair} mark={mark}>
          {open !== undefined && <PairTies pair={open} close={() => change({ pair: "" })} />}
        </Matrix>
      )}
      <p className="small">
        {members.length > ordered.length && t("withoutTies", { count: members.length - ordered.length })}{" "}
        {data.meta.truncated === true && t("someTies", { count: data.results.length })}
      </p>
      <ExportBar
        path={TIES}
        query={{ alliance, limit: MOST, ...query }}
        count={data.results.length}
        cite={data.meta.cite}
        {...(as === "matrix" ? { picture } : {})}
      />
    </>
  );
}

function useOrder(order: Order, links: readonly Pair[]): readonly Ref[] {
  const lang = useLang();
  const things = useMemo(() => new Map(links.flatMap(({ one, other }) => [[one.id, one] as const, [other.id, other] as const])), [links]);
  const ids = useMemo(() => [...things.keys()], [things]);
  const { counties } = useWhere(order === "county" ? ids : NONE);
  const near = nearOf(links);
  const name = (id: string): string => labelIn(lang, things.get(id) ?? { name: id });
  const county = (id: string): string => counties.get(id)?.id ?? "~";
  const sorted = {
    together: () => together(ids, links),
    county: () => ids.toSorted((a, b) => county(a).localeCompare(county(b)) || a.localeCompare(b)),
    ties: () => ids.toSorted((a, b) => (near.get(b)?.length ?? 0) - (near.get(a)?.length ?? 0) || a.localeCompare(b)),
    name: () => ids.toSorted((a, b) => name(a).localeCompare(name(b), lang)),
  }[order]();
  return sorted.flatMap((id) => things.get(id) ?? []);
}

/** The members with ties as the other sections count them, and those that only share an activity. */
function TiedMembers({ rows }: { readonly rows: readonly TieRow[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const { tied, activityOnly } = membersOf(rows);
  return (
    <>
      {t("matrixMembers", { count: tied })} {activityOnly > 0 && t("matrixActivity", { count: activityOnly })}
    </>
  );
}

const NONE: readonly string[] = [];

function Controls({ data, kinds }: { readonly data: Answer<TieRow>; readonly kinds: readonly string[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const [{ ties_as: as, order }, change] = useUrl(TIES_URL);
  const counts = countBy(TIE_KINDS, data.results, ({ tie }) => tie);
  const toggle = (kind: TieKind): void =>
    change({ ties: kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind], pair: "" });
  return (
    <div className="form matrix-controls">
      <div role="group" aria-label={t("kinds")} className="kinds">
        {TIE_KINDS.filter((kind) => counts[kind] > 0).map((kind) => (
          <button key={kind} type="button" aria-pressed={kinds.includes(kind)} onClick={() => toggle(kind)}>
            <span className={`kind-mark tie-${kind}`} aria-hidden="true" /> {t(kindKey(kind))} {counts[kind]}
          </button>
        ))}
        {kinds.length > 0 && (
          <button type="button" className="quiet" onClick={() => change({ ties: [], pair: "" })}>
            {t("allKinds")}
          </button>
        )}
      </div>
      <label>
        {t("order")}
        <select value={order} onChange={(event) => change({ order: ORDERS.find((one) => one === event.target.value) ?? "together" })}>
          {ORDERS.map((one) => (
            <option key={one} value={one}>
              {t(ORDER_TEXTS[one])}
            </option>
          ))}
        </select>
      </label>
      <div role="group" aria-label={t("view")} className="switch">
        {(["matrix", "table"] as const).map((kind) => (
          <button key={kind} type="button" aria-pressed={as === kind} onClick={() => change({ ties_as: kind })}>
            {t(kind)}
          </button>
        ))}
      </div>
    </div>
  );
}

function TiesTable({ rows }: { readonly rows: readonly TieRow[] }): ReactNode {
  const t = useTexts(allianceTexts);
  return (
    <Table
      caption={t("matrixTitle")}
      rows={rows}
      keyOf={(row) => `${row.one.id} ${row.other.id} ${row.tie} ${row.origin}`}
      columns={[
        { name: "one", title: t("one") },
        { name: "tie", title: t("tie"), cell: ({ tie }) => t(kindKey(tie)) },
        { name: "other", title: t("other") },
        { name: "origin", title: t("origin"), cell: ({ origin }) => <OriginMark origin={origin} /> },
        { name: "evidence", title: t("evidence"), cell: ({ evidence }) => <Proof of={evidence} /> },
      ]}
    />
  );
}

/** Evidence of the tie, without the memberships, which are implied here. */
function Proof({ of }: { readonly of: TieRow["evidence"] }): ReactNode {
  return (
    <span className="proofs">
      {of
        .filter(({ type }) => type !== "MEMBER_OF")
        .slice(0, 3)
        .map((link) => (
          <SourceChip key={link.id} of={link} />
        ))}
    </span>
  );
}

function PairTies({ pair, close }: { readonly pair: Pair; readonly close: () => void }): ReactNode {
  const t = useTexts(allianceTexts);
  return (
    <aside className="pair card" aria-live="polite">
      <h3>
        <ThingLink of={pair.one} /> · <ThingLink of={pair.other} />
      </h3>
      <ul className="plain">
        {pair.ties.map((row) => (
          <li key={`${row.tie} ${row.origin} ${row.one.id}`}>
            <span className={`kind-mark tie-${row.tie}`} aria-hidden="true" /> {t(kindKey(row.tie))} <OriginMark origin={row.origin} />{" "}
            <Proof of={row.evidence} />
          </li>
        ))}
      </ul>
      <button type="button" onClick={close}>
        {t("closePair")}
      </button>
    </aside>
  );
}
