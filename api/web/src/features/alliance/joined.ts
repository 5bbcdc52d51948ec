// Members of an alliance joined with the results of the measures, and counts by county and type.

import { ORIGINS, type Origin, type Ref } from "@/shared/api/types.ts";

import { splitRows } from "@/shared/origin/split.ts";

import type { LivenessRow, MembersRow } from "./rows.ts";
import { countBy } from "./years.ts";

export interface Member {
  readonly id: string;
  readonly thing: Ref;
  /** The weaker origin of the member and the membership. */
  readonly origin: Origin;
  readonly county: Ref | null;
  readonly liveness: LivenessRow | null;
}

/** Member types, in the column order of the table. */
export const MEMBER_TYPES = ["School", "Enterprise"] as const;
export type MemberType = (typeof MEMBER_TYPES)[number];
/** URL value for members without a known county. */
export const NOWHERE = "unknown";

export function joined(
  rows: readonly MembersRow[],
  liveness: readonly LivenessRow[],
  counties: ReadonlyMap<string, Ref>,
): readonly Member[] {
  const livenessById = new Map(liveness.filter(({ what }) => what === "member").map((row) => [row.thing?.id, row]));
  const membersById = new Map<string, Member>();
  for (const row of rows.toSorted((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin))) {
    for (const thing of row.members) {
      if (!membersById.has(thing.id)) {
        const county = counties.get(thing.id) ?? null;
        membersById.set(thing.id, { id: thing.id, thing, origin: row.origin, county, liveness: livenessById.get(thing.id) ?? null });
      }
    }
  }
  return [...membersById.values()];
}

export interface CountyRow {
  readonly key: string;
  readonly county: Ref | null;
  readonly types: Readonly<Record<MemberType, Readonly<Record<Origin, number>>>>;
  /** Number of real members; simulated ones are never added. */
  readonly real: number;
}

/** Members by county and type, split by origin; most real members first, unknown county last. */
export function byCounty(members: readonly Member[]): readonly CountyRow[] {
  const groups = grouped(members, ({ county }) => county?.id ?? NOWHERE);
  return [...groups]
    .map(([key, some]) => ({
      key,
      county: some[0]?.county ?? null,
      types: Object.fromEntries(
        MEMBER_TYPES.map((type) => [
          type,
          countBy(
            ORIGINS,
            some.filter(({ thing }) => thing.type === type),
            ({ origin }) => origin,
          ),
        ]),
      ) as CountyRow["types"],
      real: splitRows(some).real.length,
    }))
    .toSorted((a, b) => Number(a.county === null) - Number(b.county === null) || b.real - a.real || a.key.localeCompare(b.key));
}

export interface Shown {
  readonly county: string;
  readonly type: string;
  readonly state: string;
}

/** Members that match the filters of the page; an empty filter matches all. */
export function filtered(members: readonly Member[], { county, type, state }: Shown): readonly Member[] {
  return members.filter(
    (member) =>
      (county === "" || (member.county?.id ?? NOWHERE) === county) &&
      (type === "" || member.thing.type === type) &&
      (state === "" || member.liveness?.state === state),
  );
}

export function grouped<T>(rows: readonly T[], of: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = of(row);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [row]);
    } else {
      group.push(row);
    }
  }
  return groups;
}
