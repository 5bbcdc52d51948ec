// Data of the page sections; sections with the same request share the response.

import type { UseQueryResult } from "@tanstack/react-query";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useCommon } from "@/shared/url/common.ts";

import type { LivenessRow, MembersRow, StructureRow, TieRow } from "./rows.ts";

export const LIVENESS = "/v1/measures/alliance-liveness";
export const STRUCTURE = "/v1/measures/alliance-structure";
export const TIES = "/v1/questions/alliance-ties";
export const MEMBERS = "/v1/questions/alliance-members";
/** Maximum number of rows per response. */
export const MOST = 1000;

function useOf<R>(path: string, alliance: string): UseQueryResult<Answer<R>> {
  const { anywhere: query } = useCommon();
  // The years of the ties stand in their evidence.
  const evidence = path === TIES ? "full" : undefined;
  return useAnswer<Answer<R>>(path, { alliance, limit: MOST, ...query, evidence });
}

export function useMembers(alliance: string): UseQueryResult<Answer<MembersRow>> {
  return useOf<MembersRow>(MEMBERS, alliance);
}

export function useLiveness(alliance: string): UseQueryResult<Answer<LivenessRow>> {
  return useOf<LivenessRow>(LIVENESS, alliance);
}

export function useTies(alliance: string): UseQueryResult<Answer<TieRow>> {
  return useOf<TieRow>(TIES, alliance);
}

export function useStructure(alliance: string): UseQueryResult<Answer<StructureRow>> {
  return useOf<StructureRow>(STRUCTURE, alliance);
}

interface Stated extends Ref {
  readonly date: string | null;
}

/** Dates of activities as stated by their sources, by id. The measure counts a year from its first day, which no source states. */
export function useStatedDates(alliance: string): ReadonlyMap<string, string> {
  const { anywhere } = useCommon();
  const { data } = useAnswer<Answer<Stated>>("/v1/activities", {
    filter: `of:${alliance}`,
    select: "name,date",
    sort: "-date",
    per_page: 200,
    origin: anywhere["origin"],
  });
  return new Map(data?.results.flatMap(({ id, date }) => (date === null ? [] : [[id, date] as const])));
}
