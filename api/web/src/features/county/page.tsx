// Counties as tiles and as a table, shaded by a count or a measure.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { ParamForm } from "@/shared/params/form.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { useChangeSearch, useUrl } from "@/shared/url/url.ts";

import { COUNTY, OWN_PARAMS } from "./address.ts";
import { CountShaded } from "./counted.tsx";
import "./county.css";
import { MeasureShaded } from "./measured.tsx";
import { useCounties } from "./read.ts";
import { askingOf, COUNTS, type MeasureInfo } from "./shades.ts";
import { countyTexts } from "./texts.ts";

export default function Page(): ReactNode {
  const t = useTexts(countyTexts);
  const [{ shade }] = useUrl(COUNTY);
  const counties = useCounties();
  const measures = useAnswer<Answer<MeasureInfo>>("/v1/measures");
  const applicable = (measures.data?.results ?? []).filter((measure) => askingOf(measure) !== undefined);
  const measure = applicable.find(({ name }) => name === shade);
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <Controls measures={applicable} measure={measure} />
      <Answered of={counties}>
        {({ results, meta }) => (
          <>
            {(meta.total ?? 0) > results.length && <First shown={results.length} total={meta.total ?? 0} />}
            {shade in COUNTS ? (
              <CountShaded key={shade} type={shade} counties={results} all={(meta.total ?? 0) <= results.length} />
            ) : (
              <Answered of={measures}>
                {() => (measure === undefined ? null : <MeasureShaded key={measure.name} measure={measure} counties={results} />)}
              </Answered>
            )}
          </>
        )}
      </Answered>
    </>
  );
}

/** For a whole country only some counties are shown; the page states this. */
function First({ shown, total }: { readonly shown: number; readonly total: number }): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  return (
    <p className="small">
      {t("first", { shown, total: formatNumber(total, lang) })}{" "}
      <Link to="/table/$type" params={{ type: "counties" }}>
        {t("others")}
      </Link>
    </p>
  );
}

interface ControlsProps {
  readonly measures: readonly MeasureInfo[];
  readonly measure: MeasureInfo | undefined;
}

function Controls({ measures, measure }: ControlsProps): ReactNode {
  const t = useTexts(countyTexts);
  const lang = useLang();
  const kind = useKind();
  const [{ shade }] = useUrl(COUNTY);
  const change = useChangeSearch();
  const choose = (value: string): void => {
    const old = (measure?.params ?? []).map(({ name }) => [name, undefined]);
    change({ ...(Object.fromEntries(old) as Record<string, undefined>), series: undefined, shade: COUNTY.shade.format(value) });
  };
  return (
    <div className="form county-controls">
      <label>
        {t("shade")}
        <select value={shade} onChange={(event) => choose(event.target.value)}>
          <optgroup label={t("counts")}>
            {Object.keys(COUNTS).map((type) => (
              <option key={type} value={type}>
                {t("count", { things: lang === "en" ? kind(type, true).toLowerCase() : kind(type) })}
              </option>
            ))}
          </optgroup>
          <optgroup label={t("measures")}>
            {measures.map(({ name, title, title_zh: zh }) => (
              <option key={name} value={name}>
                {inLang(lang, title, zh)}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {measure !== undefined && (
        <details className="measure-params">
          <summary>{t("params")}</summary>
          <ParamForm params={measure.params} except={OWN_PARAMS} resets={["series"]} />
        </details>
      )}
    </div>
  );
}
