// A step of the wizard, and what the server says against it.

import type { ProblemError } from "@client/problem.ts";
import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { importTexts } from "./texts.ts";

const STEPS = ["file", "columns", "names", "problems", "changes"] as const;
export type StepName = (typeof STEPS)[number];

/** The id of the heading of a step. */
export function headingOf(step: StepName): string {
  return `import-${step}`;
}

export function Step({ name, children }: { readonly name: StepName; readonly children: ReactNode }): ReactNode {
  const t = useTexts(importTexts);
  return (
    <section className="panel import-step" aria-labelledby={headingOf(name)}>
      <h2 id={headingOf(name)} tabIndex={-1}>
        {t("step", { number: STEPS.indexOf(name) + 1, title: t(`${name}Title`) })}
      </h2>
      {children}
    </section>
  );
}

/** The part of the request that was refused, in words. */
function partOf(problem: ProblemError): "file" | "mapping" | "columns" | "decisions" | "name" | "changed" | "large" | "other" {
  if (problem.status === 412) {
    return "changed";
  }
  if (problem.status === 413) {
    return "large";
  }
  const part = problem.errors[0]?.pointer.split("/").at(-1);
  return part === "file" || part === "mapping" || part === "columns" || part === "decisions" || part === "name" ? part : "other";
}

const HAN = /\p{Script=Han}/u;

/** A text of the server, which is English if it has no translation. */
export function ServerText({ children }: { readonly children: string }): ReactNode {
  const lang = useLang();
  return <span lang={lang === "zh" && !HAN.test(children) ? "en" : undefined}>{children}</span>;
}

export function Refusal({ of }: { readonly of: ProblemError | undefined }): ReactNode {
  const t = useTexts(importTexts);
  return (
    of !== undefined && (
      <div className="import-refusal" role="alert">
        <p>{t(`refused.${partOf(of)}`)}</p>
        <p>
          <ServerText>{of.message}</ServerText>
        </p>
        {of.hint !== undefined && (
          <p>
            <ServerText>{of.hint}</ServerText>
          </p>
        )}
        <p>{t("kept")}</p>
      </div>
    )
  );
}

/** Says that the files are being read: that can take minutes. */
export function Reading({ now }: { readonly now: boolean }): ReactNode {
  const t = useTexts(importTexts);
  return (
    <p role="status" className="import-reading">
      {now && (
        <>
          {t("reading")} <progress aria-label={t("reading")} />
        </>
      )}
    </p>
  );
}
