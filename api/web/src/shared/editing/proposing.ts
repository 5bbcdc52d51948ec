// Sends edits to a draft, and remembers the draft for the next ones of this tab.

import { ProblemError } from "@client/problem.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { write } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";

import type { Draft, Edit } from "./types.ts";

/** The draft that the last edit of this tab went to. */
let lastDraft = "";

export function draftUsedLast(): string {
  return lastDraft;
}

export interface Proposing {
  readonly sending: boolean;
  /** Why the server refused the edit. */
  readonly problem: ProblemError | undefined;
  /** The draft that has the edit. */
  readonly draft: Draft | undefined;
  readonly propose: (edit: Edit, message: string, draft: string) => Promise<void>;
  readonly again: () => void;
}

/** @param version data version of the shown values, which the edit replaces. */
export function useProposing(version: string): Proposing {
  const cache = useQueryClient();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ProblemError>();
  const [draft, setDraft] = useState<Draft>();
  const propose = async (edit: Edit, message: string, to: string): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      const body = { changes: [edit], ...(to === "" ? { message } : { draft: to }) };
      const answer = await write<Answer<Draft>>("/v1/edits", body, version);
      setDraft(answer.results[0]);
      lastDraft = answer.results[0]?.id ?? "";
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      setProblem(error);
    } finally {
      setSending(false);
      // After a refusal the page may show an earlier data version, or offer a draft that was accepted meanwhile.
      void cache.invalidateQueries();
    }
  };
  return { sending, problem, draft, propose, again: () => setDraft(undefined) };
}
