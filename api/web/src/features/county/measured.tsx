// Counties shaded by the figures of a measure.

import { Link } from "@tanstack/react-router";
import { useRef, useState, type ReactNode } from "react";

import { ExportBar } from "@/shared/exporting/bar.tsx";
import type { FigureRow } from "@/shared/figures/figure.tsx";
import { keyLabel, thingsOf } from "@/shared/figures/labels.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { given } from "@/shared/params/values.ts";
import { Empty, Failure, Loading } from "@/shared/states/answered.tsx";
import { DatedNote } from "@/shared/states/dated.tsx";
import { useRawSearch, useUrl } from "@/shared/url/url.ts";

import { COUNTY, OWN_PARAMS } from "./address.ts";
import { Legend } from "./legend.tsx";
import { FIGURES, useMeasured, type County, type Measured } from "./read.ts";
import { unitOf, type MeasureInfo, type Series, type Shaded } from "./shades.ts";
import { CountyTable } from "./table.tsx";
import { countyTexts } from "./texts.ts";
import { Tiles } from "./tiles.tsx";

interface MeasureShadedProps {
  readonly measure: MeasureInfo;
  readonly counties: readonly County[];
}

const NOBODY: ReadonlySet<string> = new Set();

export function MeasureShaded({ measure, counties }: MeasureShadedProps): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  const search = useRawSearch();
  const params = measure.params.filter(({ name }) => !OWN_PARAMS.includes(name));
  const measured = useMeasured(measure, given(params, search), counties);
  if (measured.error !== null) {
    return <Failure error={measured.error} />;
  }
  if (measured.pending) {
    return <Loading />;
  }
  return (
    <div className="answered" aria-busy={measured.fetching}>
      <p className="small">
        {inLang(lang, measure.about, measure.about_zh)}{" "}
        <Link to="/measures/$name" params={{ name: measure.name }}>
          {t("more")}
        </Link>
      </p>
      {measured.cut && <p className="small">{t("cut", { count: FIGURES })}</p>}
      {measured.series.size === 0 ? (
        <Empty>
          <p>{t("none")}</p>
        </Empty>
      ) : (
        <Drawn measure={measure} counties={counties} measured={measured} />
      )}
    </div>
  );
}

interface DrawnProps extends MeasureShadedProps {
  readonly measured: Measured;
}

function Drawn({ measure, counties, measured }: DrawnProps): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  const [{ series }] = useUrl(COUNTY);
  const [at, look] = useState("");
  const svg = useRef<SVGSVGElement>(null);
  const chosen = measured.series.has(series) ? series : ([...measured.series.keys()][0] ?? "");
  const figures = measured.series.get(chosen);
  const shaded = new Map([...(figures ?? [])].map(([id, figure]) => [id, shadedOf(figure)]));
  const title = inLang(lang, measure.title, measure.title_zh);
  const label = seriesLabel(lang, chosen, figures);
  const unit = unitOf(measure);
  const what = label === "" ? title : label;
  const shown = { counties, shaded, checked: NOBODY, unit, what, at };
  return (
    <>
      {measured.series.size > 1 && <SeriesChoice series={measured.series} chosen={chosen} />}
      <div className="county-columns">
        <div>
          <Tiles {...shown} look={look} svg={svg} />
          <Legend shaded={shaded} unit={unit} />
        </div>
        <CountyTable {...shown} type={undefined} />
      </div>
      {measured.notes.map((note) => (
        <p key={note.text} className="small">
          {inLang(lang, note.text, note.text_zh)}
        </p>
      ))}
      {measured.dated !== undefined && (
        <p>
          <DatedNote of={measured.dated} />
        </p>
      )}
      {measured.addresses.length > 1 && <p className="small">{t("files", { count: measured.addresses.length })}</p>}
      <ExportBar
        path={measured.addresses[0] ?? ""}
        count={measured.addresses.length === 1 ? measured.count : null}
        cite={measured.cite}
        picture={svg}
        part={measured.cut}
      />
    </>
  );
}

function shadedOf(figure: FigureRow): Shaded {
  return { value: figure.value, origin: figure.origin, figure };
}

function seriesLabel(lang: "zh" | "en", key: string, figures: ReadonlyMap<string, FigureRow> | undefined): string {
  const [first] = figures?.values() ?? [];
  return first === undefined ? "" : keyLabel(lang, key, thingsOf(first));
}

function SeriesChoice({ series, chosen }: { readonly series: Series; readonly chosen: string }): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  const [, change] = useUrl(COUNTY);
  return (
    <p>
      <label>
        {t("series")}{" "}
        <select value={chosen} onChange={(event) => change({ series: event.target.value })}>
          {[...series].map(([key, figures]) => (
            <option key={key} value={key}>
              {seriesLabel(lang, key, figures)} ({figures.size})
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}
