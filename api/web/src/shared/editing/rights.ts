// What this client may do with drafts. The server says so without an error, so that a page that only reads asks for no key.

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";

export type WriteScope = "propose" | "review" | "publish";

interface Rights {
  readonly scopes: readonly WriteScope[];
}

/** The scopes of this client; empty until they are known, and if the data cannot be edited. */
export function useScopes(): readonly WriteScope[] {
  return useAnswer<Answer<Rights>>("/v1/editing").data?.results[0]?.scopes ?? [];
}
