// Interval of a figure as a line with a dot, on one scale for all rows.

import type { ReactNode } from "react";

import type { FigureRow } from "@/shared/figures/figure.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { measureTexts } from "./texts.ts";

export interface Span {
  readonly least: number;
  readonly most: number;
}

/** The scale for all intervals of a table; null if there are none. */
export function spanOf(rows: readonly FigureRow[]): Span | null {
  const ends = rows.flatMap((row) => [row["low"], row["high"], row.value]).filter((end) => typeof end === "number");
  const any = rows.some((row) => typeof row["low"] === "number" && typeof row["high"] === "number");
  return any ? { least: Math.min(0, ...ends), most: Math.max(...ends) } : null;
}

const WIDTH = 150;
const HEIGHT = 12;

export function IntervalBar({ of, span }: { readonly of: FigureRow; readonly span: Span }): ReactNode {
  const t = useTexts(measureTexts);
  const lang = useLang();
  const { low, high } = of;
  if (typeof low !== "number" || typeof high !== "number") {
    return null;
  }
  const x = (value: number): number => 3 + ((value - span.least) / (span.most - span.least || 1)) * (WIDTH - 6);
  const label = t("interval", { low: formatNumber(low, lang), high: formatNumber(high, lang) });
  return (
    <span className="interval">
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <line x1={3} x2={WIDTH - 3} y1={HEIGHT / 2} y2={HEIGHT / 2} className="interval-axis" />
        <line x1={x(low)} x2={x(high)} y1={HEIGHT / 2} y2={HEIGHT / 2} className="interval-line" />
        {of.value !== null && <circle cx={x(of.value)} cy={HEIGHT / 2} r={3.5} className="interval-dot" />}
      </svg>
      <span className="small">{label}</span>
    </span>
  );
}
