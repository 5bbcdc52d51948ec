// Form for opening a program.

import type { Open } from "@client/generated/types.gen.ts";
import { useState, type ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingsPicker } from "@/shared/params/many.tsx";
import { ThingPicker } from "@/shared/params/picker.tsx";

import { useListedSchool, WordChoice } from "./fields.tsx";
import { StepForm } from "./step-form.tsx";
import { whatIfTexts } from "./texts.ts";

const LEVELS: readonly Open["level"][] = ["secondary", "higher vocational", "vocational undergraduate"];

/** @param of whose programs are listed; a school becomes the default. */
export function Opening({ of }: { readonly of: Ref | undefined }): ReactNode {
  const t = useTexts(whatIfTexts);
  const [school, setSchool] = useListedSchool(of);
  const [level, setLevel] = useState<Open["level"]>("secondary");
  const [serves, setServes] = useState<readonly string[]>([]);
  const [major, setMajor] = useState("");
  const [enrolment, setEnrolment] = useState("");
  const opened: Open = {
    do: "open",
    school,
    level,
    ...(serves.length === 0 ? {} : { serves: [...serves] }),
    ...(major === "" ? {} : { major }),
    ...(enrolment === "" ? {} : { enrolment: Number(enrolment) }),
  };
  const added = (): void => {
    setServes([]);
    setMajor("");
    setEnrolment("");
  };
  return (
    <StepForm title={t("open")} step={school === "" ? undefined : opened} added={added}>
      <ThingPicker value={school} types={["School"]} onPick={setSchool} label={t("school")} required />
      <WordChoice label={t("level")} words={LEVELS} value={level} onChoose={setLevel} />
      <ThingsPicker values={serves} types={["Sector", "Industry"]} onPick={setServes} label={t("serves")} />
      <ThingPicker value={major} types={["Major"]} onPick={setMajor} label={t("major")} />
      <div className="param">
        <label>
          {t("students")}
          <input type="number" min={0} max={1_000_000} step={1} value={enrolment} onChange={(event) => setEnrolment(event.target.value)} />
        </label>
      </div>
    </StepForm>
  );
}
