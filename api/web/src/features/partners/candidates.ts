// Groups the rows of the measure into candidates with reasons and counter-reasons.

import type { MeasuredPartnersRow } from "@client/generated/types.gen.ts";

import type { Sent } from "@/shared/api/sent.ts";
import type { Origin, Ref } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";

/** A row that a figure is based on, as returned by /v1/match. */
export interface EvidenceRow extends Ref {
  readonly role: string;
  readonly amount: number | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly sentence: string;
  readonly sentence_zh: string;
}

export type PartnerRow = FigureRow &
  Sent<MeasuredPartnersRow> & {
    readonly what: "stability" | "candidate" | "reason" | "counter-reason";
    /** Only for a description, which has no audit URL. */
    readonly evidence?: readonly EvidenceRow[];
    readonly rows?: number;
  };

export interface Candidate {
  readonly id: string;
  readonly thing: Ref;
  readonly origin: Origin | null;
  readonly rank: number;
  readonly points: number;
  readonly stays: number | null;
  readonly figure: PartnerRow;
  readonly reasons: readonly PartnerRow[];
}

export function candidatesOf(rows: readonly PartnerRow[]): readonly Candidate[] {
  const reasons = new Map<string, PartnerRow[]>();
  for (const row of rows) {
    if ((row.what === "reason" || row.what === "counter-reason") && row.candidate !== null) {
      reasons.set(row.candidate.id, [...(reasons.get(row.candidate.id) ?? []), row]);
    }
  }
  return rows.flatMap((row) =>
    row.what === "candidate" && row.candidate !== null
      ? [
          {
            id: row.candidate.id,
            thing: row.candidate,
            origin: row.origin,
            rank: row.rank ?? 0,
            points: row.value ?? 0,
            stays: row.stays,
            figure: row,
            reasons: reasons.get(row.candidate.id) ?? [],
          },
        ]
      : [],
  );
}

export interface Bar {
  readonly reason: string;
  readonly points: number;
  /** Per cent of the width of the picture. */
  readonly left: number;
  readonly width: number;
}

export interface Scale {
  /** Maximum points against and for. */
  readonly against: number;
  readonly most: number;
}

/** One scale for all candidates, so that their bars are comparable. */
export function scaleOf(candidates: readonly Candidate[]): Scale {
  const sum = (candidate: Candidate, sign: 1 | -1): number =>
    candidate.reasons.reduce((total, { value }) => total + Math.max(0, sign * (value ?? 0)), 0);
  return {
    against: Math.max(0, ...candidates.map((candidate) => sum(candidate, -1))),
    most: Math.max(0, ...candidates.map((candidate) => sum(candidate, 1))),
  };
}

/** Reasons extend from the middle to the right, counter-reasons to the left. */
export function barsOf(candidate: Candidate, { against, most }: Scale): readonly Bar[] {
  const whole = against + most || 1;
  let right = against;
  let left = against;
  return candidate.reasons.map(({ reason, value }) => {
    const points = value ?? 0;
    const from = points < 0 ? (left += points) : right;
    right += Math.max(0, points);
    return { reason: reason ?? "", points, left: (100 * from) / whole, width: (100 * Math.abs(points)) / whole };
  });
}

/** Maximum number of rows for a number of candidates: one each, twelve reasons each, and the stability. */
export function limitFor(top: number): number {
  return Math.min(1000, 13 * top + 1);
}
