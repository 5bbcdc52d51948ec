// A share on a scale from 0 to 100, with its confidence interval and the bounds for unknown values.

import type { ReactNode } from "react";

import { formatAmount } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { alignmentTexts } from "./texts.ts";

export interface Bounds {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly if_unknown_not: number | null;
  readonly if_unknown_all: number | null;
}

const WIDTH = 160;
const HEIGHT = 18;
const EDGE = 6;

export function Interval({ of }: { readonly of: Bounds }): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const display = (value: number | null): string => formatAmount(value ?? 0, "%", lang);
  const { value, low, high, if_unknown_not: least, if_unknown_all: most } = of;
  const bounds = { least: display(least), most: display(most) };
  const label =
    value === null ? t("barNone", bounds) : t("bar", { value: display(value), low: display(low), high: display(high), ...bounds });
  return (
    <svg className="interval" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <line className="axis" x1={at(0)} x2={at(100)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {[0, 50, 100].map((tick) => (
        <line key={tick} className="axis" x1={at(tick)} x2={at(tick)} y1={HEIGHT / 2 - 3} y2={HEIGHT / 2 + 3} />
      ))}
      {least !== null && most !== null && most > least && <Bar kind="bounds" from={least} to={most} half={6} />}
      {low !== null && high !== null && <Bar kind="wilson" from={low} to={high} half={3} />}
      {value !== null && <circle className="point" cx={at(value)} cy={HEIGHT / 2} r={5} />}
    </svg>
  );
}

function at(value: number): number {
  return EDGE + ((WIDTH - 2 * EDGE) * value) / 100;
}

interface BarProps {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly half: number;
}

function Bar({ kind, from, to, half }: BarProps): ReactNode {
  return <rect className={kind} x={at(from)} y={HEIGHT / 2 - half} width={Math.max(1, at(to) - at(from))} height={2 * half} rx={2} />;
}
