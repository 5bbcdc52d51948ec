// Behaviour shared by all forms: closed until opened; after a step has been added, the first field has the focus.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { MOST_CHANGES, withChange, type Change } from "./model.ts";
import { whatIfTexts } from "./texts.ts";

interface StepFormProps {
  readonly title: string;
  /** The step in the form; undefined while it is incomplete. */
  readonly step: Change | undefined;
  /** Called after the step has been added; clears the fields specific to it. */
  readonly added: () => void;
  readonly children: ReactNode;
}

export function StepForm({ title, step, added, children }: StepFormProps): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ scenario }, change] = useUrl(WHAT_IF);
  const full = scenario.changes.length >= MOST_CHANGES;
  return (
    <details className="opening">
      <summary>{title}</summary>
      <form
        className="params"
        onSubmit={(event) => {
          event.preventDefault();
          if (step !== undefined && !full) {
            change({ scenario: withChange(scenario, step) });
            added();
            event.currentTarget.querySelector("input")?.focus();
          }
        }}
      >
        {children}
        <p>
          <button type="submit" className="primary" disabled={step === undefined || full}>
            {t("add")}
          </button>
        </p>
        {full && <p className="small">{t("full", { count: MOST_CHANGES })}</p>}
      </form>
    </details>
  );
}
