// Options for shading the tiles, and the shade of a value.

import { isRef, type Origin, type Param, type Ref } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";
import { keyParts } from "@/shared/figures/labels.ts";

/** Counted types, and the field with the county in their lists. */
export const COUNTS: Readonly<Record<string, { readonly path: string; readonly county: string }>> = {
  Program: { path: "programs", county: "school.county" },
  School: { path: "schools", county: "county" },
  Enterprise: { path: "enterprises", county: "county" },
  Facility: { path: "facilities", county: "county" },
  Initiative: { path: "initiatives", county: "county" },
  Claim: { path: "claims", county: "county" },
};

export interface MeasureInfo {
  readonly name: string;
  readonly title: string;
  readonly title_zh: string;
  readonly about: string;
  readonly about_zh: string;
  readonly unit: string;
  readonly params: readonly Param[];
  readonly returns: readonly { readonly name: string; readonly type: string }[];
}

/** How to request a measure for counties: all at once, grouped by county, or one by one; undefined if it does not support counties. */
export type Asking = "rows" | "by" | "each";

export function askingOf({ params, returns }: MeasureInfo): Asking | undefined {
  if (params.some((param) => param.required)) {
    return undefined;
  }
  if (params.some((param) => param.name === "by" && param.choices.includes("county"))) {
    return "by";
  }
  if (returns.some((column) => column.name === "county" && column.type === "County")) {
    return "rows";
  }
  return params.some((param) => param.name === "county") ? "each" : undefined;
}

/** The unit of the figures, if all share one; some measures have a unit column. */
export function unitOf({ unit }: MeasureInfo): string {
  return unit === "%" ? unit : "";
}

/** Value of one county: a figure, or a count. */
export interface Shaded {
  /** A figure, or the number of real entities. */
  readonly value: number | null;
  readonly origin: Origin | null;
  readonly figure?: FigureRow;
  readonly counts?: Readonly<Record<string, number>>;
}

/** Figures by their subject without the county, then by county. */
export type Series = ReadonlyMap<string, ReadonlyMap<string, FigureRow>>;

function countyOf(row: FigureRow, asked: string | undefined): string | undefined {
  const county = [row["county"], row["thing"]].find((value): value is Ref => isRef(value) && value.type === "County");
  return asked ?? county?.id;
}

/** @param asked the requested county, if counties are requested one by one. */
export function seriesOf(rows: readonly { readonly row: FigureRow; readonly asked?: string }[]): Series {
  const groups = new Map<string, Map<string, FigureRow>>();
  for (const { row, asked } of rows) {
    const county = countyOf(row, asked);
    if (county !== undefined) {
      const key = keyParts(row.key)
        .filter((part) => part !== county)
        .join("|");
      const there = groups.get(key) ?? new Map<string, FigureRow>();
      groups.set(key, there.set(county, row));
    }
  }
  // Subjects with the most counties come first.
  return new Map([...groups].toSorted((a, b) => b[1].size - a[1].size));
}

/** The weakest origin of the entities that are counted: the real ones; simulated only if there are no others. */
export function weakest(counts: Readonly<Record<string, number>>): Origin | null {
  const order: readonly Origin[] = ["inferred", "reference", "documented", "simulated"];
  return order.find((origin) => (counts[origin] ?? 0) > 0) ?? null;
}

export const STEPS = 5;

export interface Scale {
  readonly least: number;
  readonly most: number;
  /** 1 to 5, from light to dark, in steps of equal width. */
  readonly step: (value: number) => number;
}

export function scaleOf(values: readonly number[]): Scale | undefined {
  if (values.length === 0) {
    return undefined;
  }
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = (value: number): number =>
    most === least ? 3 : Math.min(STEPS, 1 + Math.floor((STEPS * (value - least)) / (most - least)));
  return { least, most, step };
}
