// What this client may do with drafts. The server says so without an error, so that a page that only reads asks for no key.

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";

export type WriteScope = "propose" | "review" | "publish";

interface Rights {
  readonly scopes: readonly WriteScope[];
  readonly who: string;
}

/** The scopes of this client; empty until they are known, and if the data cannot be edited. */
export function useScopes(): readonly WriteScope[] {
  return useRights()?.scopes ?? [];
}

/** What this client may do, under which name, and the present data version; undefined until it is known. */
export function useRights(): (Rights & { readonly version: string }) | undefined {
  const { data } = useAnswer<Answer<Rights>>("/v1/editing");
  const [rights] = data?.results ?? [];
  return rights === undefined ? undefined : { ...rights, version: data?.meta.data_version ?? "" };
}
