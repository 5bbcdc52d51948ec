// Publish what is accepted, and follow the publication until it ends.

import { ProblemError } from "@client/problem.ts";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";

import { read, write } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { draftTexts } from "./texts.ts";

/** Time between two requests in milliseconds. */
const EVERY = 1000;
const MOST_WAITS = 120;

interface Publication {
  readonly id: string;
  readonly state: "running" | "done" | "failed";
  readonly detail: string;
  readonly data_version: string;
}

interface PublishProps {
  readonly version: string | null | undefined;
  /** Whether there is something to publish. */
  readonly ready: boolean;
}

export function Publish({ version, ready }: PublishProps): ReactNode {
  const t = useTexts(draftTexts);
  const [message, setMessage] = useState("");
  const { outcome, run } = usePublication(version ?? "");
  if (!ready && outcome === undefined) {
    return null;
  }
  return (
    <section className="panel draft" aria-label={t("publish")}>
      {ready && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void run(message);
          }}
        >
          <label className="word">
            {t("message")}
            <input value={message} maxLength={2000} onChange={(event) => setMessage(event.target.value)} />
          </label>
          <button type="submit" className="primary" disabled={outcome?.state === "running"}>
            {t("publish")}
          </button>
        </form>
      )}
      {ready && <p className="small">{t("publishAbout")}</p>}
      {outcome !== undefined && <p role="status">{outcome.state === "failed" ? t("failed", { why: outcome.why }) : t(outcome.state)}</p>}
      {outcome?.state === "done" && (
        <p>
          <Link to="/versions">{t("toVersions")}</Link>
        </p>
      )}
    </section>
  );
}

interface Outcome {
  readonly state: Publication["state"] | "switching";
  readonly why: string;
}

interface Run {
  readonly outcome: Outcome | undefined;
  readonly run: (message: string) => Promise<void>;
}

function usePublication(version: string): Run {
  const cache = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome>();
  const run = async (message: string): Promise<void> => {
    setOutcome({ state: "running", why: "" });
    try {
      let answer = await write<Answer<Publication>>("/v1/publications", { message }, version);
      while (answer.results[0]?.state === "running") {
        await pause();
        answer = await read<Answer<Publication>>(`/v1/publications/${answer.results[0].id}`);
      }
      const { state, detail, data_version: made } = answer.results[0] ?? { state: "failed", detail: "", data_version: "" };
      if (state === "done") {
        setOutcome({ state: "switching", why: "" });
        await served(made);
      }
      setOutcome({ state, why: detail });
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      setOutcome({ state: "failed", why: error.message });
    }
    await cache.invalidateQueries();
  };
  return { outcome, run };
}

/** Waits until the server answers with a data version. */
async function served(version: string): Promise<void> {
  for (let count = 0; count < MOST_WAITS; count += 1) {
    try {
      if ((await read<Answer>("/v1/meta")).meta.data_version === version) {
        return;
      }
    } catch (error) {
      // While the server switches, the database may be unavailable for a moment.
      if (!(error instanceof ProblemError)) {
        throw error;
      }
    }
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((wake) => setTimeout(wake, EVERY));
}
