// Counties shaded by the number of known entities of a type.

import { useRef, useState, type ReactNode } from "react";

import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { Answered } from "@/shared/states/answered.tsx";
import { DatedNote } from "@/shared/states/dated.tsx";

import { Legend } from "./legend.tsx";
import { useChecked, useCounts, type County } from "./read.ts";
import { COUNTS } from "./shades.ts";
import { CountyTable } from "./table.tsx";
import { countyTexts } from "./texts.ts";
import { Tiles } from "./tiles.tsx";

interface CountShadedProps {
  readonly type: string;
  readonly counties: readonly County[];
  /** Whether these are all counties. */
  readonly all: boolean;
}

export function CountShaded({ type, counties, all }: CountShadedProps): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  const kind = useKind();
  const counts = useCounts(type, all ? null : counties);
  const checked = useChecked(type);
  const [at, look] = useState("");
  const svg = useRef<SVGSVGElement>(null);
  const what = t("count", { things: lang === "en" ? kind(type, true).toLowerCase() : kind(type) });
  return (
    <Answered of={counts}>
      {(data) => {
        const shown = { counties, shaded: data.counties, checked, unit: "", what, at };
        return (
          <>
            <div className="county-columns">
              <div>
                <Tiles {...shown} look={look} svg={svg} />
                <Legend shaded={data.counties} unit="" />
              </div>
              <div>
                <CountyTable {...shown} type={type} />
                <p>
                  <DatedNote of={data.meta} />
                </p>
                {data.elsewhere.real + data.elsewhere.simulated > 0 && (
                  <p className="small">
                    {t(data.elsewhere.simulated > 0 ? "elsewhereBoth" : "elsewhere", {
                      count: formatNumber(data.elsewhere.real, lang),
                      simulated: formatNumber(data.elsewhere.simulated, lang),
                    })}
                  </p>
                )}
              </div>
            </div>
            <ExportBar
              path={`/v1/${COUNTS[type]?.path ?? ""}`}
              query={data.asked}
              count={data.meta.total ?? null}
              cite={data.meta.cite}
              picture={svg}
              part
            />
          </>
        );
      }}
    </Answered>
  );
}
