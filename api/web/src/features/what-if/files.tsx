// The scenario as a link and as a file, and import from a file.

import { useId, useState, type ReactNode } from "react";

import { ApiLink } from "@/shared/access/link.tsx";
import { address } from "@/shared/api/read.ts";
import { CopyButton } from "@/shared/exporting/copy.tsx";
import { save } from "@/shared/exporting/picture.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { parsePlan, type Plan } from "./model.ts";
import { asked } from "./run.ts";
import { whatIfTexts } from "./texts.ts";

export function Files(): ReactNode {
  const t = useTexts(whatIfTexts);
  const id = useId();
  const { query } = useCommon();
  const [{ scenario }, change] = useUrl(WHAT_IF);
  const [wrong, setWrong] = useState(false);
  const body = asked(scenario, query);
  const api = address("/v1/scenarios", { scenario: JSON.stringify(body) });
  const load = async (file: File | undefined): Promise<void> => {
    const plan: Plan | undefined = file === undefined ? undefined : parsePlan(await file.text());
    setWrong(file !== undefined && plan === undefined);
    if (plan !== undefined) {
      change({ scenario: plan });
    }
  };
  return (
    <>
      <h3>{t("file")}</h3>
      <div className="export-bar" role="group" aria-label={t("file")}>
        <CopyButton text={() => location.href} label={t("link")} />
        <button
          type="button"
          onClick={() => save(new Blob([`${JSON.stringify(body, null, 2)}\n`], { type: "application/json" }), "scenario.json")}
        >
          {t("download")}
        </button>
        <label className="button" htmlFor={id}>
          {t("upload")}
        </label>
        <input
          id={id}
          className="visually-hidden"
          type="file"
          accept="application/json,.json"
          onChange={(event) => {
            void load(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        {scenario.changes.length > 0 && (
          <>
            <ApiLink className="button" href={api}>
              {t("api")}
            </ApiLink>
            <ApiLink className="button" href={address("/v1/cite", { of: api, format: "text" })}>
              {t("cite")}
            </ApiLink>
          </>
        )}
      </div>
      {wrong && (
        <p className="state failure" role="alert">
          {t("notScenario")}
        </p>
      )}
    </>
  );
}
