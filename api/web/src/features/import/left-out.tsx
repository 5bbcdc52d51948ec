// What an import did not read: rows by reason, values by kind with examples, sheets and columns.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { leftOutRows } from "./columns.ts";
import { kindTexts } from "./kinds/texts.ts";
import { findingName } from "./kinds/words.ts";
import { ServerText } from "./step.tsx";
import { importTexts } from "./texts.ts";
import type { Finding, Report } from "./types.ts";

/** Number of examples of a kind that are shown. */
const EXAMPLES = 5;

export function LeftOut({ of }: { readonly of: Report }): ReactNode {
  const t = useTexts(importTexts);
  const lang = useLang();
  const rows = leftOutRows(of.skipped);
  // The remarks on columns are in the table of the columns already.
  const unread = of.columns.filter(({ meaning }) => meaning === "").length;
  const remarks = (lang === "zh" ? of.remarks_zh : of.remarks).filter(
    (text) => !of.columns.some((column) => column.meaning === "" && mentions(text, column.header)),
  );
  const unused = of.columns.length > 0 ? [] : of.unused;
  if (rows.length + of.findings.length + remarks.length + unused.length + of.notes.length + unread === 0) {
    return <p>{t("nothingLeftOut")}</p>;
  }
  return (
    <>
      <h3>{t("leftOut")}</h3>
      <ul className="import-kinds">
        {unread > 0 && <li>{t("unreadColumns", { count: unread })}</li>}
        {rows.map(({ sheet, reason, count }) => (
          <li key={`${sheet} ${reason}`}>{t("leftOutRows", { sheet, what: rowReason(t, reason), count })}</li>
        ))}
        {of.findings.map((finding) => (
          <li key={finding.kind}>
            <Kind of={finding} />
          </li>
        ))}
        {remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
        {[...unused, ...of.notes].map((note) => (
          <li key={note}>
            <ServerText>{note}</ServerText>
          </li>
        ))}
      </ul>
    </>
  );
}

function mentions(remark: string, header: string): boolean {
  return remark.includes(`column '${header}' is not read`) || remark.includes(`未读取“${header}”列`);
}

const REASONS = ["blank rows", "remarks", "example rows", "totals", "repeated headers"] as const;

function rowReason(t: (key: `rows.${(typeof REASONS)[number]}`) => string, reason: string): string {
  const known = REASONS.find((name) => name === reason);
  return known === undefined ? reason : t(`rows.${known}`);
}

function Kind({ of }: { readonly of: Finding }): ReactNode {
  const t = useTexts(importTexts);
  const kinds = useTexts(kindTexts);
  const lang = useLang();
  return (
    <details>
      <summary>
        {t("counted", {
          what: findingName(kinds, of.kind),
          count: of.count,
        })}
      </summary>
      <ul className="import-examples">
        {of.examples.slice(0, EXAMPLES).map((one) => (
          <li key={`${one.cell} ${one.value} ${one.detail}`}>
            <strong>{one.cell}</strong> {one.value !== "" && <q>{one.value}</q>}{" "}
            {lang === "en" && (
              <span className="small">
                {one.detail} {one.hint}
              </span>
            )}
          </li>
        ))}
      </ul>
      {of.count > EXAMPLES && <p className="small">{t("moreExamples", { count: of.count - EXAMPLES })}</p>}
    </details>
  );
}
