// Flows of an answer as bands; click a band, or select it with Tab, to filter the rows.

import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";

import type { Row } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { columnName } from "@/shared/params/words.ts";
import { useUrl } from "@/shared/url/url.ts";

import { PICK } from "./answer.tsx";
import { drawn, flowKey, flowsOf, lastEnds, NODE_WIDTH, shortened, type Band, type Box, type FlowLink } from "./flow.ts";
import { questionTexts } from "./texts.ts";
import type { Flow } from "./types.ts";

/** Maximum number of bands that remain distinguishable. */
const MOST = 60;

interface FlowPictureProps {
  readonly flow: Flow;
  readonly rows: readonly Row[];
  /** Whether the answer has more rows than these. */
  readonly cut: boolean;
  readonly svg: RefObject<SVGSVGElement | null>;
}

export function FlowPicture({ flow, rows, cut, svg }: FlowPictureProps): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const [box, width] = useWidth();
  const all = useMemo(() => flowsOf(rows, flow), [rows, flow]);
  const links = all.links.slice(0, MOST);
  const picture = useMemo(() => drawn({ links: all.links.slice(0, MOST), stated: all.stated }, width), [all, width]);
  if (links.length === 0) {
    return null;
  }
  const names = { from: columnName(lang, flow.from).toLowerCase(), to: columnName(lang, flow.to).toLowerCase() };
  return (
    <section aria-label={t("flow")}>
      <h2>{t("flow")}</h2>
      <p className="small">
        {t("flowAbout", names)} {all.stated ? t("widthStated", { name: columnName(lang, flow.width ?? "").toLowerCase() }) : t("widthRows")}
        {links.length < all.links.length && ` ${t("flowShown", { count: links.length, all: all.links.length })}`}
      </p>
      {cut && <Cut flow={flow} rows={rows} />}
      <Missing links={all.links.slice(MOST)} />
      <div className="flow-box" ref={box}>
        <svg ref={svg} width={width} height={picture.height} viewBox={`0 0 ${width} ${picture.height}`} role="group" aria-label={t("flow")}>
          {picture.bands.map((band) => (
            <FlowBand key={band.link.key} band={band} stated={all.stated} />
          ))}
          {picture.boxes.map((item) => (
            <FlowEnd key={`${item.side} ${item.thing.id}`} box={item} width={width} />
          ))}
        </svg>
      </div>
    </section>
  );
}

/** Says that the answer was truncated, and after which row. */
function Cut({ flow, rows }: { readonly flow: Flow; readonly rows: readonly Row[] }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const last = lastEnds(rows, flow);
  const ends = last === undefined ? { from: "", to: "" } : { from: labelIn(lang, last.from), to: labelIn(lang, last.to) };
  return (
    <p className="small flow-cut" role="status">
      {t("flowCut", { count: formatNumber(rows.length, lang), ...ends })}
    </p>
  );
}

/** The flows that are not drawn, by name. */
function Missing({ links }: { readonly links: readonly FlowLink[] }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  return links.length === 0 ? null : (
    <details className="flow-missing">
      <summary>
        {t("flowMissing")} ({formatNumber(links.length, lang)})
      </summary>
      <ul className="small">
        {links.map(({ key, from, to, origin }) => (
          <li key={key}>
            {labelIn(lang, from)} → {labelIn(lang, to)} <OriginMark origin={origin} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Toggles the selection of a band. */
function usePick(key: string): { readonly on: boolean; readonly other: boolean; readonly props: Readonly<Record<string, unknown>> } {
  const [{ pick }, change] = useUrl(PICK);
  const on = pick === key;
  const toggle = (): void => change({ pick: on ? "" : key });
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      toggle();
    }
  };
  return { on, other: pick !== "" && !on, props: { role: "button", tabIndex: 0, "aria-pressed": on, onClick: toggle, onKeyDown: press } };
}

function FlowBand({ band, stated }: { readonly band: Band; readonly stated: boolean }): ReactNode {
  const t = useTexts(questionTexts);
  const lang = useLang();
  const { link } = band;
  const { on, other, props } = usePick(link.key);
  const [{ pick }] = useUrl(PICK);
  const ofEnd = pick === flowKey(link.from.id, "") || pick === flowKey("", link.to.id);
  const rows = t("flowRows", { count: link.rows });
  const amount = !stated ? rows : link.amount === null ? t("notStated") : formatNumber(link.amount, lang);
  const label = t("flowOf", { from: labelIn(lang, link.from), to: labelIn(lang, link.to), amount });
  const dim = other && !ofEnd ? "dim" : "";
  return (
    <path
      {...props}
      className={`flow-band flow-${link.origin} ${on ? "on" : dim}`}
      d={band.path}
      strokeWidth={band.width}
      aria-label={label}
    >
      <title>{label}</title>
    </path>
  );
}

function FlowEnd({ box, width }: { readonly box: Box; readonly width: number }): ReactNode {
  const { side, thing, x, y, height } = box;
  const lang = useLang();
  const { on, props } = usePick(side === "from" ? flowKey(thing.id, "") : flowKey("", thing.id));
  const name = labelIn(lang, thing);
  const left = side === "from";
  return (
    <g {...props} className={`flow-end ${on ? "on" : ""}`} aria-label={name}>
      <title>{name}</title>
      <rect x={x} y={y} width={NODE_WIDTH} height={height} />
      <text
        x={left ? x + NODE_WIDTH + 6 : x - 6}
        y={y + height / 2}
        dy="0.35em"
        textAnchor={left ? "start" : "end"}
        paintOrder="stroke"
        stroke="var(--surface)"
        strokeWidth={3}
      >
        {shortened(name, (width / 2 - 40) / 13)}
      </text>
    </g>
  );
}

/** Measures the available width; pictures are drawn for it, so that the font size is constant. */
function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(900);
  useEffect(() => {
    const shown = box.current;
    if (shown === null) {
      return undefined;
    }
    const watch = new ResizeObserver(() => setWidth(Math.max(280, Math.floor(shown.clientWidth))));
    watch.observe(shown);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}
