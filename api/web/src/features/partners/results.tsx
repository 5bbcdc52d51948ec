// The ranked candidates, the stability of the ranking, and other organisations in the selected county.

import type { ReactNode } from "react";

import { ExportBar } from "@/shared/exporting/bar.tsx";
import { save } from "@/shared/exporting/picture.ts";
import { FigureValue } from "@/shared/figures/figure.tsx";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { useThing } from "@/shared/params/options.ts";
import { useWhere } from "@/shared/places/where.ts";
import { Empty } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { AlsoHere } from "./also-here.tsx";
import { CandidateRow } from "./candidate.tsx";
import type { Asked, PartnersAnswer } from "./candidates-tab.tsx";
import { candidatesOf, scaleOf, type PartnerRow } from "./candidates.ts";
import type { Body } from "./describe.ts";
import { STATE, topOf, TOPS } from "./state.ts";
import { partnersTexts } from "./texts.ts";

interface ResultsProps {
  readonly data: PartnersAnswer;
  readonly asked: Asked;
}

export function Results({ data, asked }: ResultsProps): ReactNode {
  const t = useTexts(partnersTexts);
  const lang = useLang();
  const [it, change] = useUrl(STATE);
  const county = it.in_county;
  const place = useThing(county);
  const candidates = candidatesOf(data.results);
  const { counties, known } = useWhere(candidates.map(({ id }) => id));
  const scale = scaleOf(candidates);
  // The weights are shown at the sliders.
  const notes = data.meta.notes?.filter(({ text }) => !text.startsWith("Weights:")) ?? [];
  const top = topOf(it);
  const more = candidates.length >= top;
  const next = TOPS.find((size) => size > top);
  const placeName = place === undefined ? "" : labelIn(lang, place);
  return (
    <>
      <div className="results-head">
        <h2>
          {county === "" || placeName === ""
            ? t(more ? "foundFirst" : "found", { count: candidates.length })
            : t(more ? "foundFirstIn" : "foundIn", { count: candidates.length, place: placeName })}
        </h2>
        {candidates.length > 0 && <Stability row={data.results.find(({ what }) => what === "stability")} />}
      </div>
      {candidates.length > 0 && candidates.every(({ origin }) => origin === "simulated") && (
        <p className="small simulated-only">{t("mostlySimulated")}</p>
      )}
      {candidates.length === 0 ? (
        <Nobody />
      ) : (
        <>
          <p className="small">
            {t("barsKey")} {county !== "" && t("ofAll")}
          </p>
          <ol className="plain candidates">
            {candidates.map((candidate) => (
              <CandidateRow
                key={candidate.id}
                of={candidate}
                scale={scale}
                county={counties.get(candidate.id)}
                located={known}
                filtered={county !== ""}
              />
            ))}
          </ol>
          {more && next !== undefined && (
            <p>
              <button type="button" onClick={() => change({ top: next })}>
                {t("more", { count: next })}
              </button>
            </p>
          )}
        </>
      )}
      <p className="small">{notes.map((note) => inLang(lang, note.text, note.text_zh)).join(" ")}</p>
      <ExportBar path={asked.path} query={asked.query} count={data.meta.count} cite={data.meta.cite}>
        {asked.body !== null && <DescriptionFile body={asked.body} />}
      </ExportBar>
      {county !== "" && place !== undefined && !more && <AlsoHere county={county} place={placeName} candidates={candidates} />}
    </>
  );
}

/** The description in the format of `alliance partners FILE` and `POST /v1/match`. */
function DescriptionFile({ body }: { readonly body: Body }): ReactNode {
  const t = useTexts(partnersTexts);
  const file = (): Blob => new Blob([JSON.stringify(body, null, 2)], { type: "application/json" });
  return (
    <button type="button" onClick={() => save(file(), "description.json")}>
      {t("descriptionFile")}
    </button>
  );
}

function Nobody(): ReactNode {
  const t = useTexts(partnersTexts);
  const { origin } = useCommon();
  const [{ in_county: county, only }, change] = useUrl(STATE);
  return (
    <>
      {origin === "documented" ? <p>{t("noneDocumented")}</p> : county !== "" ? <p>{t("noneHere")}</p> : null}
      <Empty>
        {county !== "" && (
          <button type="button" onClick={() => change({ in_county: "" })}>
            {t("noCounty")}
          </button>
        )}
        {only !== "both" && (
          <button type="button" onClick={() => change({ only: "both" })}>
            {t("bothKinds")}
          </button>
        )}
      </Empty>
    </>
  );
}

function Stability({ row }: { readonly row: PartnerRow | undefined }): ReactNode {
  const t = useTexts(partnersTexts);
  if (row === undefined) {
    return null;
  }
  return (
    <div className="stability">
      <span className="small" title={t("stabilityAbout")}>
        {t("stability")}
      </span>{" "}
      {row.value !== null && (
        <span className="stability-bar" aria-hidden="true">
          <span style={{ width: `${row.value}%` }} />
        </span>
      )}
      {row.evidence !== undefined ? <b>{row.value === null ? "" : `${Math.round(row.value * 10) / 10}%`}</b> : <FigureValue of={row} />}
      {row.value !== null && row.value < 50 && <span className="small">{t("shaky")}</span>}
    </div>
  );
}
