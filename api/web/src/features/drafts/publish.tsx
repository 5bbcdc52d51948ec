// Publish what is accepted, and follow the publication until it ends.

import { ProblemError } from "@client/problem.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import { read, write } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { draftTexts } from "./texts.ts";

const EVERY = 1000;

interface Publication {
  readonly id: string;
  readonly state: "running" | "done" | "failed";
  readonly detail: string;
}

export function Publish({ version }: { readonly version: string | null | undefined }): ReactNode {
  const t = useTexts(draftTexts);
  const cache = useQueryClient();
  const [message, setMessage] = useState("");
  const [outcome, setOutcome] = useState<{ readonly state: Publication["state"]; readonly why: string }>();
  const run = async (): Promise<void> => {
    setOutcome({ state: "running", why: "" });
    try {
      let answer = await write<Answer<Publication>>("/v1/publications", { message }, version ?? "");
      while (answer.results[0]?.state === "running") {
        await new Promise((wake) => setTimeout(wake, EVERY));
        answer = await read<Answer<Publication>>(`/v1/publications/${answer.results[0].id}`);
      }
      setOutcome({ state: answer.results[0]?.state ?? "failed", why: answer.results[0]?.detail ?? "" });
      await cache.invalidateQueries();
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      setOutcome({ state: "failed", why: error.message });
    }
  };
  return (
    <section className="panel">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <label>
          {t("message")}
          <input value={message} maxLength={2000} onChange={(event) => setMessage(event.target.value)} />
        </label>
        <button type="submit" className="primary" disabled={outcome?.state === "running"}>
          {t("publish")}
        </button>
      </form>
      <p className="small">{t("publishAbout")}</p>
      {outcome !== undefined && <p role="status">{outcome.state === "failed" ? t("failed", { why: outcome.why }) : t(outcome.state)}</p>}
    </section>
  );
}
