// Whether the place restricts the page that is shown.

import { useLocation } from "@tanstack/react-router";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Declared } from "@/shared/api/types.ts";

import { isAffected } from "./support.ts";

/** The question or the measure of a page, if it shows one. */
export function declaredOf(pathname: string): { readonly list: string; readonly name: string } | undefined {
  const [, list, name] = /^\/(questions|measures)\/([^/]+)$/.exec(pathname) ?? [];
  return list === undefined || name === undefined ? undefined : { list: `/v1/${list}`, name: decodeURIComponent(name) };
}

/** A question or a measure without entities that lie in a place is not affected, although pages of its kind are. */
export function useAffected(): boolean {
  const { pathname } = useLocation();
  const declared = declaredOf(pathname);
  const { data } = useAnswer<Answer<Pick<Declared, "name" | "place">>>(declared?.list ?? null);
  const shown = declared === undefined ? undefined : data?.results.find(({ name }) => name === declared.name);
  return isAffected(pathname) && (shown === undefined || shown.place.length > 0);
}
