// The import wizard: a spreadsheet is uploaded, its columns and names are decided, and its changes go into a draft. The address names the import.

import { useEffect, useRef, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import type { Draft } from "@/shared/editing/types.ts";
import { useRights } from "@/shared/editing/rights.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import "@/shared/params/params.css";
import { Answered } from "@/shared/states/answered.tsx";
import { text, useUrl } from "@/shared/url/url.ts";

import { ChangesStep } from "./changes-step.tsx";
import { ColumnsStep } from "./columns-step.tsx";
import { FileStep } from "./file-step.tsx";
import "./import.css";
import { NamesStep } from "./names-step.tsx";
import { ProblemsStep } from "./problems-step.tsx";
import { useSending, type Sending } from "./sending.ts";
import { headingOf, type StepName } from "./step.tsx";
import { importTexts } from "./texts.ts";
import type { Report } from "./types.ts";

const SHOWN = { id: text() };

export default function Page(): ReactNode {
  const t = useTexts(importTexts);
  const [{ id }, change] = useUrl(SHOWN);
  const rights = useRights();
  const answer = useAnswer<Answer<Report>>(id === "" ? null : `/v1/imports/${id}`);
  const next = useNextStep();
  const sending = useSending(rights?.version ?? "", (report) => {
    next(report, answer.data?.results[0]?.state === "undecided");
    change({ id: report.id });
  });
  const may = rights?.scopes.includes("propose") === true;
  return (
    <div className="import">
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      {rights !== undefined && !may && <p role="status">{t("notAllowed")}</p>}
      {id === "" ? (
        may && <FileStep sending={sending} />
      ) : (
        <Answered of={answer}>
          {(data) =>
            data.results.map((report) => <Steps key={report.id} of={report} who={rights?.who ?? ""} may={may} sending={sending} />)
          }
        </Answered>
      )}
      {id !== "" && answer.isError && (
        <button type="button" onClick={() => change({ id: "" })}>
          {t("startAgain")}
        </button>
      )}
    </div>
  );
}

interface StepsProps {
  readonly of: Report;
  readonly who: string;
  readonly may: boolean;
  readonly sending: Sending;
}

function Steps({ of, who, may, sending }: StepsProps): ReactNode {
  const t = useTexts(importTexts);
  const { data } = useAnswer<Answer<Draft>>("/v1/drafts", { per_page: 1000 });
  const accepted = data?.results.find((draft) => draft.id === of.draft)?.state === "accepted";
  const editable = may && !accepted;
  return (
    <>
      {accepted && <p role="status">{t("accepted")}</p>}
      <FileStep of={of} accepted={accepted} sending={may ? sending : undefined} />
      <ColumnsStep of={of} sending={editable ? sending : undefined} />
      <NamesStep of={of} who={who} sending={editable ? sending : undefined} />
      {of.check !== null && <ProblemsStep of={of.check} />}
      {of.state === "ready" && <ChangesStep of={of} />}
    </>
  );
}

/** Moves the focus to the step that needs an answer, once the new report is shown; to the last one if names were decided. */
function useNextStep(): (report: Report, decided: boolean) => void {
  const wanted = useRef<StepName>(undefined);
  useEffect(() => {
    const heading = wanted.current === undefined ? null : document.getElementById(headingOf(wanted.current));
    if (heading !== null) {
      wanted.current = undefined;
      heading.focus();
      heading.scrollIntoView({ block: "start" });
    }
  });
  return (report, decided) => {
    const ready = decided ? "changes" : "columns";
    wanted.current = report.state === "undecided" ? "names" : report.state === "invalid" ? "problems" : ready;
  };
}
