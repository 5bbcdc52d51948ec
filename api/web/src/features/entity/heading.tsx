// Names of an entity, the language of the page first, and its type.

import type { ReactNode } from "react";

import type { Thing } from "@/shared/api/types.ts";
import { Correct } from "@/shared/editing/correct.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName } from "@/shared/names/kinds.ts";
import { Name, nameIn } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";

import { entityTexts } from "./texts.ts";

/** Types whose names are descriptions, for which a missing Chinese name is not flagged. */
const DESCRIBED = new Set(["Claim", "Observation", "Source", "Coverage", "Activity"]);

export function Heading({ of, version }: { readonly of: Thing; readonly version: string }): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const shown = nameIn(lang, of).text;
  const other = lang === "zh" ? of.name : (of.name_zh ?? of.gloss_zh ?? "");
  const aliases = Array.isArray(of["aliases"]) ? (of["aliases"] as readonly string[]) : [];
  return (
    <header className="entity-heading">
      <p className="eyebrow">
        {kindName(lang, of.type)} <OriginMark origin={of.origin} />
      </p>
      <h1>
        <Name of={of} />
      </h1>
      {other !== "" && other !== shown && (
        <p className="other-name" lang={lang === "zh" ? "en" : "zh"}>
          {other} {lang === "en" && !of.name_zh && <span className="small">{t("gloss")}</span>}
        </p>
      )}
      {!of.name_zh && !of.gloss_zh && !DESCRIBED.has(of.type) && of.kind !== "unnamed group" && <p className="small">{t("otherName")}</p>}
      {aliases.length > 0 && (
        <p className="small">
          {t("alsoCalled")} {aliases.join(lang === "zh" ? "、" : ", ")}
        </p>
      )}
      <div className="entity-correct">
        <Correct of={of} name={shown} property={lang === "zh" ? "name_zh" : "name"} version={version} whole />
      </div>
    </header>
  );
}
