// Step 4: what the check of the package found.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { kindTexts } from "./kinds/texts.ts";
import { problemName } from "./kinds/words.ts";
import { ServerText, Step } from "./step.tsx";
import { importTexts } from "./texts.ts";
import type { Check, Problem } from "./types.ts";

/** Number of examples of a kind that are shown. */
const EXAMPLES = 5;

export function ProblemsStep({ of }: { readonly of: Check }): ReactNode {
  const t = useTexts(importTexts);
  return (
    <Step name="problems">
      {of.problem_count === 0 ? <p>{t("noProblems")}</p> : <p className="fault">{t("problems", { count: of.problem_count })}</p>}
      <Kinds of={of.problems} open />
      {of.warning_count > 0 && (
        <>
          <h3>{t("warnings", { count: of.warning_count })}</h3>
          <p className="small">{t("warningsAbout")}</p>
          <Kinds of={of.warnings} />
        </>
      )}
    </Step>
  );
}

function Kinds({ of, open = false }: { readonly of: readonly Problem[]; readonly open?: boolean }): ReactNode {
  const t = useTexts(importTexts);
  const kinds = useTexts(kindTexts);
  const lang = useLang();
  return of.map(({ kind, count, examples }) => (
    <details key={kind} open={open}>
      <summary>{t("counted", { what: problemName(kinds, kind) ?? t("otherProblem", { kind }), count })}</summary>
      <ul className="import-examples">
        {examples.slice(0, EXAMPLES).map((one) => (
          <li key={`${one.where} ${one.value} ${one.detail}`}>
            {one.value !== "" && <q>{one.value}</q>} <ServerText>{lang === "zh" ? one.detail_zh : one.detail}</ServerText>{" "}
            <ServerText>{lang === "zh" ? one.hint_zh : one.hint}</ServerText> <span className="small">{one.where}</span>
          </li>
        ))}
      </ul>
      {count > EXAMPLES && <p className="small">{t("moreExamples", { count: count - EXAMPLES })}</p>}
    </details>
  ));
}
