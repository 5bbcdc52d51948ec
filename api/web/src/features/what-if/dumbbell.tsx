// Before and after on one line: a ring, an arrow, a dot.

import type { ReactNode } from "react";

import { formatAmount } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { whatIfTexts } from "./texts.ts";

interface DumbbellProps {
  readonly before: number | null;
  readonly after: number | null;
  /** All values of the same measure, so that its rows share a scale. */
  readonly ends: readonly number[];
  readonly unit: string;
}

const WIDTH = 150;
const HEIGHT = 18;
const EDGE = 8;

export function Dumbbell({ before, after, ends, unit }: DumbbellProps): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  if (before === null || after === null) {
    return null;
  }
  // The scale is tight so that small changes are visible; the numbers are shown next to it.
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const margin = Math.max(most - least, Math.abs(most) * 0.01, 1e-6) * 0.15;
  const [low, high] = [least - margin, most + margin];
  const at = (value: number): number => EDGE + ((WIDTH - 2 * EDGE) * (value - low)) / (high - low);
  const label = t("bar", { before: formatAmount(before, unit, lang), after: formatAmount(after, unit, lang) });
  return (
    <svg className="dumbbell" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <line className="axis" x1={at(low)} x2={at(high)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <line className={after >= before ? "way up" : "way down"} x1={at(before)} x2={at(after)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <circle className="before" cx={at(before)} cy={HEIGHT / 2} r={5} />
      <circle className={after >= before ? "after up" : "after down"} cx={at(after)} cy={HEIGHT / 2} r={4} />
    </svg>
  );
}
