// Three stacked charts over the same years: the share, its drivers, and the programs opened and closed.

import type { ReactNode, RefObject } from "react";

import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ScrollArea } from "@/shared/scroll.tsx";

import { alignmentTexts } from "../texts.ts";

import { piled, stepOf, type ChangeRow, type Period } from "./model.ts";

const LEFT = 52;
const STEP_WIDTH = 120;
const RIGHT = 24;
const TITLE = 26;
const PLOT = 120;
const SPACE = 22;
const BAR = 52;
const HAIR = 0.05;

interface ChartProps {
  readonly periods: readonly Period[];
  readonly svg: RefObject<SVGSVGElement | null>;
}

/** Range of the vertical axis of a chart. */
interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly y: (value: number) => number;
}

export function Chart({ periods, svg }: ChartProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const width = LEFT + Math.max(3, periods.length) * STEP_WIDTH + RIGHT;
  const tops = [0, 1, 2].map((index) => TITLE + index * (PLOT + TITLE + SPACE));
  const height = (tops[2] ?? 0) + PLOT + 26;
  const values = { from: String(periods[0]?.since ?? ""), to: String(periods.at(-1)?.until ?? "") };
  return (
    <ScrollArea className="picture-scroll" label={t("changesPicture", values)}>
      <svg
        ref={svg}
        className="changes"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={t("changesPicture", values)}
      >
        <defs>
          <pattern id="changes-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className="hatch-ground" />
            <line x1="0" y1="0" x2="0" y2="6" className="hatch-line" />
          </pattern>
        </defs>
        <Shares periods={periods} top={tops[0] ?? 0} width={width} />
        <Effects periods={periods} top={tops[1] ?? 0} width={width} />
        <Numbers periods={periods} top={tops[2] ?? 0} width={width} />
        {periods.map((period, index) => (
          <text key={period.since} className="year" x={middle(index)} y={height - 6} textAnchor="middle">
            {period.since}
          </text>
        ))}
      </svg>
    </ScrollArea>
  );
}

function middle(index: number): number {
  return LEFT + index * STEP_WIDTH + STEP_WIDTH / 2;
}

function scaleOf(values: readonly number[], top: number, zero: boolean): Scale {
  const [least, most] = [Math.min(...values, ...(zero ? [0] : [])), Math.max(...values, ...(zero ? [0] : []))];
  const step = stepOf(most - least === 0 ? 1 : most - least, 3);
  // A value barely above a grid line does not add another line.
  const low = Math.floor(least / step + HAIR) * step;
  const high = Math.max(low + step, Math.ceil(most / step - HAIR) * step);
  return { low, high, step, y: (value) => top + PLOT - (PLOT * (value - low)) / (high - low) };
}

interface PlotProps {
  readonly periods: readonly Period[];
  readonly top: number;
  readonly width: number;
}

function Frame({
  title,
  scale,
  top,
  width,
}: {
  readonly title: string;
  readonly scale: Scale;
  readonly top: number;
  readonly width: number;
}): ReactNode {
  const lang = useLang();
  const count = Math.round((scale.high - scale.low) / scale.step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => scale.low + index * scale.step);
  return (
    <g className="frame">
      <text className="chart-title" x={0} y={top - 10}>
        {title}
      </text>
      {ticks.map((tick) => (
        <g key={tick} className={tick === 0 ? "tick zero" : "tick"}>
          <line x1={LEFT} x2={width - RIGHT} y1={scale.y(tick)} y2={scale.y(tick)} />
          <text x={LEFT - 6} y={scale.y(tick) + 4} textAnchor="end">
            {formatNumber(Math.abs(tick) < 1e-9 ? 0 : tick, lang)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Shares({ periods, top, width }: PlotProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const known = periods.flatMap(({ after }, index) => (after === null ? [] : [{ index, after }]));
  const begin = periods[0]?.before ?? null;
  const scale = scaleOf([...known.map(({ after }) => after), ...(begin === null ? [] : [begin])], top, false);
  const points = [
    ...(begin === null ? [] : [{ x: LEFT, value: begin }]),
    ...known.map(({ index, after }) => ({ x: middle(index), value: after })),
  ];
  return (
    <>
      <Frame title={t("share")} scale={scale} top={top} width={width} />
      <polyline className="share-line" points={points.map(({ x, value }) => `${x},${scale.y(value)}`).join(" ")} />
      {points.map(({ x, value }, index) => (
        <g key={x} className="share-point">
          <circle cx={x} cy={scale.y(value)} r={index === 0 && begin !== null ? 3 : 5} />
          <text x={x + 9} y={scale.y(value) + 15}>
            {formatNumber(value, lang, 1)}
          </text>
        </g>
      ))}
    </>
  );
}

function Effects({ periods, top, width }: PlotProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const piles = periods.map(piled);
  const scale = scaleOf(
    piles.flatMap((pieces) => pieces.map((piece) => piece.to)),
    top,
    true,
  );
  return (
    <>
      <Frame title={t("effect")} scale={scale} top={top} width={width} />
      {piles.map((pieces, index) =>
        pieces.map((piece) => {
          const [y1, y2] = [scale.y(piece.from), scale.y(piece.to)];
          const label = `${periods[index]?.since ?? ""} ${t(piece.part)}: ${formatNumber(piece.value, lang)}`;
          return (
            <g key={`${index} ${piece.part}`} className={periods[index]?.parts[piece.part]?.origin ?? undefined}>
              <title>{label}</title>
              <rect
                className={`part part-${piece.part}`}
                x={middle(index) - BAR / 2}
                y={Math.min(y1, y2)}
                width={BAR}
                height={Math.max(0.5, Math.abs(y1 - y2))}
              />
              {Math.abs(y1 - y2) > 15 && (
                <text className={`inside inside-${piece.part}`} x={middle(index)} y={(y1 + y2) / 2 + 4} textAnchor="middle">
                  {t(piece.part)}
                </text>
              )}
            </g>
          );
        }),
      )}
    </>
  );
}

function Numbers({ periods, top, width }: PlotProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const counts = periods.flatMap(({ parts }) => [parts.opened?.programs ?? 0, -(parts.closed?.programs ?? 0)]);
  const scale = scaleOf(counts, top, true);
  return (
    <>
      <Frame title={t("numbers")} scale={scale} top={top} width={width} />
      {periods.map(({ since, parts }, index) => (
        <g key={since}>
          <Count row={parts.opened} sign={1} x={middle(index)} scale={scale} name={`${since} ${t("opened")}`} />
          <Count row={parts.closed} sign={-1} x={middle(index)} scale={scale} name={`${since} ${t("closed")}`} />
        </g>
      ))}
    </>
  );
}

interface CountProps {
  readonly row: ChangeRow | undefined;
  readonly sign: 1 | -1;
  readonly x: number;
  readonly scale: Scale;
  readonly name: string;
}

/** A bar from zero: aligned programs solid and next to zero, the others hatched. */
function Count({ row, sign, x, scale, name }: CountProps): ReactNode {
  const t = useTexts(alignmentTexts);
  const [programs, aligned] = [row?.programs ?? 0, row?.aligned ?? 0];
  const box = (from: number, to: number): { readonly y: number; readonly height: number } => {
    const [y1, y2] = [scale.y(sign * from), scale.y(sign * to)];
    return { y: Math.min(y1, y2), height: Math.abs(y1 - y2) };
  };
  return (
    <g className={row?.origin ?? undefined}>
      <title>{`${name}: ${t("alignedOf", { aligned, programs })}`}</title>
      <rect className="count-aligned" x={x - BAR / 2} width={BAR} {...box(0, aligned)} />
      <rect className="count-other" fill="url(#changes-hatch)" x={x - BAR / 2} width={BAR} {...box(aligned, programs)} />
      {programs > 0 && (
        <text className="count" x={x + BAR / 2 + 6} y={scale.y((sign * programs) / 2) + 4}>
          {sign > 0 ? "+" : "−"}
          {programs}
        </text>
      )}
    </g>
  );
}
