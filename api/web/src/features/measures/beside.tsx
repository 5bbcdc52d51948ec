// Next to the figures of a measure: excluded rows, notes, and claims of sources, kept separate.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { formatAmount, formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { wordIn } from "@/shared/names/words.ts";
import { SourceChip } from "@/shared/sources/chip.tsx";

import { measureTexts } from "./texts.ts";
import type { MeasureMeta, Reported } from "./types.ts";

const KINDS = [
  ["unknown", "unknown"],
  ["not collected", "notCollected"],
  ["checked, none", "checkedNone"],
] as const;

export function Beside({ meta }: { readonly meta: MeasureMeta }): ReactNode {
  const t = useTexts(measureTexts);
  const lang = useLang();
  return (
    <div className="columns">
      <section className="panel" aria-label={t("leftOut")}>
        <h2>{t("leftOut")}</h2>
        <dl className="left-out">
          {KINDS.map(([kind, text]) => (
            <div key={kind}>
              <dt title={t(`${text}About`)}>
                {t(text)}
                <span className="small">{t(`${text}About`)}</span>
              </dt>
              <dd>{formatNumber(meta.excluded?.[kind] ?? 0, lang)}</dd>
            </div>
          ))}
        </dl>
        {(meta.notes?.length ?? 0) > 0 && (
          <>
            <h3>{t("notes")}</h3>
            <ul>
              {meta.notes?.map((note) => (
                <li key={note.text}>{inLang(lang, note.text, note.text_zh)}</li>
              ))}
            </ul>
          </>
        )}
      </section>
      {(meta.claims?.length ?? 0) > 0 && <Claims of={meta.claims ?? []} />}
    </div>
  );
}

/** Claims of sources for the same metrics, each with its source. */
function Claims({ of }: { readonly of: readonly Reported[] }): ReactNode {
  const t = useTexts(measureTexts);
  const lang = useLang();
  const { data } = useAnswer<Answer<Thing>>("/v1/claims", { ids: of.map(({ id }) => id).join(",") });
  const warning = (id: string): string => {
    const claim = of.find((one) => one.id === id);
    return claim?.calibrated === true ? inLang(lang, claim.calibration, claim.calibration_zh) : "";
  };
  return (
    <section className="panel reported" aria-label={t("reported")}>
      <h2>{t("reported")}</h2>
      <p className="small">{t("reportedAbout")}</p>
      <ul className="plain">
        {data?.results.map((claim) => (
          <li key={claim.id}>
            <Claim of={claim} /> {warning(claim.id) !== "" && <span className="small calibrated">{warning(claim.id)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Claim({ of }: { readonly of: Thing }): ReactNode {
  const lang = useLang();
  const word = (name: string): string => (typeof of[name] === "string" ? wordIn(lang, of[name]) : "");
  const value = typeof of["value"] === "number" ? formatAmount(of["value"], word("unit"), lang) : "";
  return (
    <>
      <b>{value}</b> <span className="small">{word("qualifier")}</span> <ThingLink of={of} /> <SourceChip of={of} />
    </>
  );
}
