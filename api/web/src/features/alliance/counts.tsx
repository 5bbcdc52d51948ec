// Reported and named members side by side; the two numbers are never combined.

import type { ReactNode } from "react";

import { ORIGINS } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";

import type { MembersRow } from "./rows.ts";
import { allianceTexts } from "./texts.ts";

/** Extracts the number from a text such as "exact 107 entities". */
function digits(value: string): string {
  return /\d[\d,.]*/.exec(value)?.[0] ?? value;
}

export function Reported({ rows }: { readonly rows: readonly MembersRow[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const [row] = rows;
  return (
    <div className="tile">
      <h3>{t("reported")}</h3>
      {row === undefined || row.reported.length === 0 ? (
        <p className="unknown">{t("notReported")}</p>
      ) : (
        row.reported.map((claim, index) => (
          <p key={claim.id} className="big">
            <ThingLink of={claim}>
              <b>{digits(row.reported_values[index] ?? "")}</b>
            </ThingLink>{" "}
            <OriginMark origin={claim.origin} />
          </p>
        ))
      )}
      <p className="small">{t("reportedAbout")}</p>
    </div>
  );
}

export function Known({ rows }: { readonly rows: readonly MembersRow[] }): ReactNode {
  const t = useTexts(allianceTexts);
  const lang = useLang();
  const kind = useKind();
  const parts = ORIGINS.flatMap((origin) => rows.filter((row) => row.origin === origin && row.known > 0));
  const groups = rows.flatMap((row) => row.groups);
  return (
    <div className="tile">
      <h3>{t("known")}</h3>
      {parts.every(({ origin }) => origin === "simulated") && (
        <p className="big">
          <b>0</b>
        </p>
      )}
      {parts.map((row) => (
        <p key={row.origin} className="big">
          <b>{formatNumber(row.known, lang)}</b> <OriginMark origin={row.origin} />{" "}
          <span className="small">
            {kind("School", true)} {formatNumber(row.schools, lang)} · {kind("Enterprise", true)} {formatNumber(row.enterprises, lang)}
          </span>
          {row.calibrated && <span className="small calibrated"> {inLang(lang, row.calibration, row.calibration_zh)}</span>}
        </p>
      ))}
      {groups.length > 0 && <p className="small">{t("groups")}</p>}
    </div>
  );
}
