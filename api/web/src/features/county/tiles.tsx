// The counties as tiles. Arrow keys move, Enter opens the page of a county.

import { useNavigate } from "@tanstack/react-router";
import { useRef, type KeyboardEvent, type ReactNode, type RefObject } from "react";

import { ORIGINS } from "@/shared/api/types.ts";
import { formatAmount, formatNumber } from "@/shared/format.ts";
import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { labelIn, pageOf } from "@/shared/names/names.tsx";
import { originTexts } from "@/shared/origin/texts.ts";

import { COLUMNS, neighbour, placesOf, type Place } from "./places.ts";
import type { County } from "./read.ts";
import { scaleOf, type Scale, type Shaded } from "./shades.ts";
import { countyTexts } from "./texts.ts";

const WIDTH = 134;
const HEIGHT = 92;
const SPACE = 8;

export interface TilesProps {
  readonly counties: readonly County[];
  readonly shaded: ReadonlyMap<string, Shaded>;
  readonly checked: ReadonlySet<string>;
  readonly unit: string;
  /** Name of the count or measure. */
  readonly what: string;
  /** The focused county. */
  readonly at: string;
  readonly look: (id: string) => void;
  readonly svg: RefObject<SVGSVGElement | null>;
}

export function Tiles(props: TilesProps): ReactNode {
  const { counties, shaded, what, at, look, svg } = props;
  const t = useTexts(countyTexts);
  const tiles = useRef(new Map<string, SVGGElement>());
  const places = placesOf(counties);
  const rows = 1 + Math.max(0, ...[...places.values()].map(({ row }) => row));
  const scale = scaleOf([...shaded.values()].flatMap(({ value }) => (value === null ? [] : [value])));
  const first = places.has(at) ? at : (counties[0]?.id ?? "");
  const key = (event: KeyboardEvent): void => {
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      tiles.current.get(neighbour(places, first, event.key))?.focus();
    }
  };
  const [width, height] = [COLUMNS * (WIDTH + SPACE), rows * (HEIGHT + SPACE)];
  return (
    <div className="tiles-scroll">
      <svg
        ref={svg}
        className="tiles"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="group"
        aria-label={t("map", { what, count: counties.length })}
        onKeyDown={key}
      >
        <defs>
          <pattern id="tiles-hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="9" height="9" className="hatch-ground" />
            <line x1="0" y1="0" x2="0" y2="9" className="hatch-line" />
          </pattern>
          <pattern id="tiles-stripes" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="10" className="stripe-line" />
          </pattern>
        </defs>
        {counties.map((county) => (
          <Tile
            key={county.id}
            {...props}
            county={county}
            place={places.get(county.id) ?? { column: 0, row: 0 }}
            scale={scale}
            focusable={county.id === first}
            hold={(element) => {
              if (element === null) {
                tiles.current.delete(county.id);
              } else {
                tiles.current.set(county.id, element);
              }
            }}
            look={look}
          />
        ))}
      </svg>
    </div>
  );
}

interface TileProps extends TilesProps {
  readonly county: County;
  readonly place: Place;
  readonly scale: Scale | undefined;
  readonly focusable: boolean;
  readonly hold: (element: SVGGElement | null) => void;
}

function Tile({ county, place, scale, shaded, checked, unit, at, look, focusable, hold }: TileProps): ReactNode {
  const t = useTexts(countyTexts);
  const o = useTexts(originTexts);
  const lang = useLang();
  const navigate = useNavigate();
  const of = shaded.get(county.id);
  const value = of?.value ?? null;
  const name = labelIn(lang, county);
  const label =
    value !== null ? formatAmount(value, unit, lang) : t(of !== undefined ? "noFigure" : checked.has(county.id) ? "checked" : "noData");
  const origins = of === undefined ? "" : originsIn(lang, of, o);
  const [x, y] = [place.column * (WIDTH + SPACE) + SPACE / 2, place.row * (HEIGHT + SPACE) + SPACE / 2];
  const step = value === null || scale === undefined ? 0 : scale.step(value);
  const state = value !== null ? "some" : of !== undefined ? "refused" : checked.has(county.id) ? "checked" : "no-data";
  const open = (): void => void navigate({ to: pageOf(county.href) });
  const box = { x, y, width: WIDTH, height: HEIGHT, rx: 7 };
  return (
    <g
      ref={hold}
      role="link"
      tabIndex={focusable ? 0 : -1}
      aria-label={`${t("tile", { county: name, value: label })} ${origins}`}
      className={`tile tile-${state} tile-${of?.origin ?? "none"} ${at === county.id ? "looked-at" : ""}`}
      onFocus={() => look(county.id)}
      onMouseEnter={() => look(county.id)}
      onClick={open}
      onKeyDown={(event) => event.key === "Enter" && open()}
    >
      <rect className={`ground shade-${step}`} {...box} />
      {of?.origin === "simulated" && value !== null && <rect className="stripes" fill="url(#tiles-stripes)" {...box} />}
      <text className={`name shade-${step}`} x={x + 9} y={y + 22}>
        {name}
      </text>{" "}
      <text className={`${value === null ? "word" : "value"} shade-${step}`} x={x + 9} y={y + 52}>
        {label}
      </text>{" "}
      {value !== null && (
        <text className={`origin-word shade-${step}`} x={x + 9} y={y + HEIGHT - 12}>
          {origins}
        </text>
      )}
    </g>
  );
}

/** Origin of the number: one word, or counts by origin. */
function originsIn(lang: Lang, { origin, counts }: Shaded, o: (key: (typeof ORIGINS)[number]) => string): string {
  const present = ORIGINS.filter((one) => (counts?.[one] ?? 0) > 0);
  const alone = present.length < 2 && !present.includes("simulated");
  return counts === undefined || alone
    ? origin === null
      ? ""
      : o(origin)
    : present.map((one) => `${o(one)} ${formatNumber(counts[one] ?? 0, lang)}`).join(" · ");
}
