// The focus of the loaded packages, and the place of the page: the focus unless the URL widens it.

import type { Served } from "@client/generated/types.gen.ts";

import type { Sent } from "@/shared/api/sent.ts";
import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";

type MetaRow = Pick<Sent<Served>, "focus_places">;

/** The URL value for everything. */
export const EVERYTHING = "all";

export interface Focus {
  /** False until the server has answered: until then no page knows its place. */
  readonly known: boolean;
  /** The focus and the regions that contain it, the nearest first; empty if the packages state no focus. */
  readonly places: readonly Ref[];
}

export function useFocus(): Focus {
  const { data, isPending } = useAnswer<Answer<MetaRow>>("/v1/meta");
  return { known: !isPending, places: data?.results[0]?.focus_places ?? [] };
}

/** The place that requests carry; empty for everything. */
export function placeOf(given: string, focus: Focus): string {
  return given === EVERYTHING ? "" : given === "" ? (focus.places[0]?.id ?? "") : given;
}

/** The places to choose from: the focus and its provinces, and the one of the URL if it is another. */
export function choicesOf(given: string, focus: Focus): readonly string[] {
  const ids = focus.places.map(({ id }) => id);
  return given === "" || given === EVERYTHING || ids.includes(given) ? ids : [...ids, given];
}
