// The statements of a verdict (/v1/measures/verdict), by part.

import type { Ref } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";

export const STATUSES = ["verified", "partly", "gap", "refused"] as const;
export type Status = (typeof STATUSES)[number];

export interface Statement extends FigureRow {
  readonly part: "headline" | "caution" | "claimed" | "verified" | "missing" | "next";
  readonly status: string | null;
  readonly text: string;
  readonly text_zh: string;
  readonly thing: Ref | null;
}

export interface Parts {
  readonly status: Status;
  readonly headline: Statement;
  readonly caution: Statement | undefined;
  readonly claimed: readonly Statement[];
  readonly verified: readonly Statement[];
  /** What is missing, each sentence once. */
  readonly missing: readonly Statement[];
  readonly next: Statement | undefined;
}

/** Undefined for an entity without a verdict. */
export function partsOf(rows: readonly Statement[]): Parts | undefined {
  const of = (part: Statement["part"]): readonly Statement[] => rows.filter((row) => row.part === part);
  const [headline] = of("headline");
  const status = STATUSES.find((one) => one === headline?.status);
  if (headline === undefined || status === undefined) {
    return undefined;
  }
  const missing = of("missing").filter((row, at, all) => all.findIndex((other) => other.text === row.text) === at);
  return {
    status,
    headline,
    caution: of("caution")[0],
    claimed: of("claimed"),
    verified: of("verified"),
    missing,
    next: of("next")[0],
  };
}
