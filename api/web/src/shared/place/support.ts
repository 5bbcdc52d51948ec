// The requests that a place restricts. Others reject the parameter, so it is not sent.

import { kindOfPath } from "@/shared/names/kinds.ts";

const ASKED = /^\/v1\/(?:questions\/[^/]+|measures\/[^/]+(?:\/audit)?|partners|relationships|meta)$/;

/** Whether the API accepts `place` at a path. */
export function acceptsPlace(path: string): boolean {
  const [plain = ""] = path.split("?");
  return ASKED.test(plain) || (plain.startsWith("/v1/") && kindOfPath(plain.slice("/v1/".length)) !== undefined);
}

/** Pages on which the place has no effect: one entity, a search by name, a drawing around an entity, or a plan of the user. */
const UNAFFECTED =
  /^\/(?:search|what-if|explore|query|questions|measures|alliances\/[^/]+|relationships\/[^/]+|(?!table\/|questions\/|measures\/)[^/]+\/[^/]+)$/;

export function isAffected(pathname: string): boolean {
  return !UNAFFECTED.test(pathname);
}
