// The end of a form: which draft takes the edit, the buttons, and what happened.

import type { ProblemError } from "@client/problem.ts";
import { Link } from "@tanstack/react-router";
import { useEffect, useId, useRef, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { editingTexts } from "./texts.ts";
import type { Draft } from "./types.ts";

interface DraftChoiceProps {
  readonly value: string;
  readonly onChange: (draft: string) => void;
}

/** Drafts that can take further edits; hidden if there are none. */
export function DraftChoice({ value, onChange }: DraftChoiceProps): ReactNode {
  const t = useTexts(editingTexts);
  const id = useId();
  const drafts = useOpenDrafts();
  if (drafts.length === 0) {
    return null;
  }
  return (
    <div className="param">
      <label htmlFor={id}>{t("draft")}</label>
      <select id={id} value={drafts.some((draft) => draft.id === value) ? value : ""} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("newDraft")}</option>
        {drafts.map((draft) => (
          <option key={draft.id} value={draft.id}>
            {draft.message === "" ? draft.id : draft.message}
          </option>
        ))}
      </select>
    </div>
  );
}

function useOpenDrafts(): readonly Draft[] {
  const { data } = useAnswer<Answer<Draft>>("/v1/drafts", { per_page: 200 });
  return (data?.results ?? []).filter(({ state }) => state !== "accepted");
}

interface SendingProps {
  readonly sending: boolean;
  readonly problem: ProblemError | undefined;
  readonly close: () => void;
}

export function Sending({ sending, problem, close }: SendingProps): ReactNode {
  const t = useTexts(editingTexts);
  return (
    <>
      {problem !== undefined && (
        <div className="fault" role="alert">
          <p>{t("refused", { why: problem.message })}</p>
          {problem.hint !== undefined && <p>{problem.hint}</p>}
          <p>{t("kept")}</p>
        </div>
      )}
      <div className="buttons">
        <button type="button" onClick={close}>
          {t("cancel")}
        </button>
        <button type="submit" className="primary" disabled={sending}>
          {t(sending ? "sending" : "propose")}
        </button>
      </div>
    </>
  );
}

/** Says that the edit is in a draft, and leads there. */
export function Proposed({ draft, close }: { readonly draft: Draft; readonly close: () => void }): ReactNode {
  const t = useTexts(editingTexts);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => link.current?.focus(), []);
  return (
    <>
      <p role="status">{t("done")}</p>
      <div className="buttons">
        <button type="button" onClick={close}>
          {t("close")}
        </button>
        <Link ref={link} to="/drafts" search={{ draft: draft.id }} className="button">
          {t("toReview")}
        </Link>
      </div>
    </>
  );
}

/** Moves the focus to the first field that is not valid. */
export function focusFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[data-fault] input, [data-fault] select")?.focus());
}
