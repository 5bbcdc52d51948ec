// Accept a draft, or send it back with a word. Both state the revision that was shown.

import { ProblemError } from "@client/problem.ts";
import { useState, type ReactNode } from "react";

import { write } from "@/shared/api/read.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { draftTexts } from "./texts.ts";
import type { Draft } from "./types.ts";

export function Decision({ of, done }: { readonly of: Draft; readonly done: () => void }): ReactNode {
  const t = useTexts(draftTexts);
  const [word, setWord] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const decide = async (action: "accept" | "return"): Promise<void> => {
    try {
      await write(`/v1/drafts/${of.id}/${action}`, action === "accept" ? undefined : { word: word.trim() }, of.revision);
      done();
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      setRefusal(error.message);
    }
  };
  return (
    <form className="form" onSubmit={(event) => event.preventDefault()}>
      <button type="button" className="primary" onClick={() => void decide("accept")}>
        {t("accept")}
      </button>
      <label className="word">
        {t("reason")}
        <input value={word} maxLength={2000} onChange={(event) => setWord(event.target.value)} />
      </label>
      <button type="button" disabled={word.trim() === ""} onClick={() => void decide("return")}>
        {t("sendBack")}
      </button>
      {refusal !== undefined && (
        <p className="refused" role="alert">
          {t("refused", { why: refusal })}
        </p>
      )}
    </form>
  );
}
