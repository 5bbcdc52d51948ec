// The scenario: ordered changes, measures, and exports.

import type { ReactNode } from "react";

import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { wordIn } from "@/shared/names/words.ts";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { Files } from "./files.tsx";
import { Measures } from "./measures.tsx";
import { earlier, NOTHING, without, type Change } from "./model.ts";
import { Named } from "./named.tsx";
import { useRefusals } from "./run.ts";
import { Suggested } from "./suggested.tsx";
import { whatIfTexts } from "./texts.ts";

export function PlanPanel(): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ scenario }, change] = useUrl(WHAT_IF);
  const { title: name, ...rest } = scenario;
  const refused = useRefusals(scenario);
  const rename = (title: string): void => change({ scenario: title === "" ? rest : { title, ...rest } });
  return (
    <section className="panel plan" aria-labelledby="plan">
      <h2 id="plan">{t("scenario")}</h2>
      <label className="plan-title">
        {t("name")}
        <input
          key={name ?? ""}
          defaultValue={name ?? ""}
          placeholder={t("unnamed")}
          maxLength={200}
          onBlur={(event) => event.target.value !== (name ?? "") && rename(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && rename(event.currentTarget.value)}
        />
      </label>
      {scenario.changes.length === 0 ? (
        <p className="small">{t("empty")}</p>
      ) : (
        <ol className="plan-changes">
          {scenario.changes.map((one, index) => (
            <li key={`${index} ${JSON.stringify(one)}`}>
              <span>
                <ChangeText of={one} />
              </span>
              <span className="plan-buttons">
                {index > 0 && (
                  <button
                    type="button"
                    className="quiet"
                    aria-label={t("earlier", { number: index + 1 })}
                    onClick={() => change({ scenario: earlier(scenario, index) })}
                  >
                    ↑
                  </button>
                )}
                <button
                  type="button"
                  className="quiet"
                  aria-label={t("remove", { number: index + 1 })}
                  onClick={() => change({ scenario: without(scenario, index) })}
                >
                  ×
                </button>
              </span>
              {refused.get(index)?.map((detail) => (
                <Refused key={detail} detail={detail} />
              ))}
            </li>
          ))}
        </ol>
      )}
      {scenario.changes.length > 0 && (
        <button type="button" className="quiet" onClick={() => change({ scenario: { ...NOTHING, measures: scenario.measures } })}>
          {t("clear")}
        </button>
      )}
      <Measures />
      <Suggested />
      <Files />
    </section>
  );
}

/** Reason why the API rejects a change; the text is in English. */
function Refused({ detail }: { readonly detail: string }): ReactNode {
  const t = useTexts(whatIfTexts);
  return (
    <p className="step-refused">
      {t("stepRefused")} {detail}
    </p>
  );
}

/** A change as a short sentence. */
export function ChangeText({ of }: { readonly of: Change }): ReactNode {
  const t = useTexts(whatIfTexts);
  const lang = useLang();
  switch (of.do) {
    case "open":
      return (
        <>
          <Named id={of.school} /> {t("doesOpen", { level: wordIn(lang, of.level) })}
          {of.serves?.map((id, index) => (
            <span key={id}>
              {index === 0 ? ` ${t("doesOpenServes")} ` : ", "}
              <Named id={id} />
            </span>
          ))}
          {of.major && (
            <>
              {" "}
              {t("doesOpenMajor")} <Named id={of.major} />
            </>
          )}
          {typeof of.enrolment === "number" && <> {t("doesOpenEnrolment", { count: formatNumber(of.enrolment, lang) })}</>}
        </>
      );
    case "close":
      return (
        <>
          <Named id={of.program} /> {t("doesClose")}
        </>
      );
    case "move":
      return (
        <>
          <Named id={of.program} /> {t("doesMove")} <Named id={of.to} />
        </>
      );
    case "resize":
      return (
        <>
          <Named id={of.program} /> {t("doesResize", { count: formatNumber(of.enrolment, lang) })}
        </>
      );
    case "partner":
      return (
        <>
          <Named id={of.school} /> {t("doesPartner")} <Named id={of.enterprise} /> {t("doesPartnerAs", { form: wordIn(lang, of.form) })}
        </>
      );
    case "join":
      return (
        <>
          <Named id={of.member} /> {t("doesJoin")} <Named id={of.alliance} />
        </>
      );
  }
}
