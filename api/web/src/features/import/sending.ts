// Sends an import, and shows its report under the address of the new one.

import { ProblemError } from "@client/problem.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { write } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";

import { chosenColumns } from "./columns.ts";
import type { Report } from "./types.ts";

export interface Sending {
  readonly sending: boolean;
  /** Why the server refused the import. */
  readonly problem: ProblemError | undefined;
  readonly send: (form: FormData) => Promise<void>;
}

/** @param done called with the report of the new import. */
export function useSending(version: string, done: (report: Report) => void): Sending {
  const cache = useQueryClient();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ProblemError>();
  const send = async (form: FormData): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      const answer = await write<Answer<Report>>("/v1/imports", form, version);
      const [report] = answer.results;
      if (report !== undefined) {
        cache.setQueryData(["GET", `/v1/imports/${report.id}`], answer);
        done(report);
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      setProblem(error);
    } finally {
      setSending(false);
      // After a refusal the data version may be another one; the drafts have changed after a success.
      void cache.invalidateQueries({ predicate: ({ queryKey }) => /^\/v1\/(?:editing|drafts)/.test(String(queryKey[1])) });
    }
  };
  return { sending, problem, send };
}

/** What is sent to read the files of an import again: the columns or the mapping stay as they are, unless `change` has others. */
export function againForm(report: Report, change: Readonly<Record<string, string>>): FormData {
  const kept: Readonly<Record<string, string>> =
    "columns" in change || "mapping" in change
      ? {}
      : report.mapping_from === "guessed"
        ? { columns: JSON.stringify(chosenColumns(report.columns, {})) }
        : report.mapping_from === "given"
          ? { mapping: report.mapping }
          : {};
  const form = new FormData();
  for (const [name, value] of Object.entries({ again: report.id, name: report.package, draft: report.draft, ...kept, ...change })) {
    form.append(name, value);
  }
  return form;
}
