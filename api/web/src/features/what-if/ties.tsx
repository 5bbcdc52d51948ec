// Forms that add ties: a partnership of a school and an enterprise, or a member of an alliance.

import type { Partner } from "@client/generated/types.gen.ts";
import { useState, type ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingPicker } from "@/shared/params/picker.tsx";

import { useListedSchool, WordChoice } from "./fields.tsx";
import { FORMS } from "./model.ts";
import { StepForm } from "./step-form.tsx";
import { whatIfTexts } from "./texts.ts";

interface TieProps {
  /** Whose programs are listed; a school becomes one end. */
  readonly of: Ref | undefined;
}

export function Partnering({ of }: TieProps): ReactNode {
  const t = useTexts(whatIfTexts);
  const [school, setSchool] = useListedSchool(of);
  const [enterprise, setEnterprise] = useState("");
  const [form, setForm] = useState<Partner["form"]>(FORMS[0]);
  const step: Partner | undefined = school === "" || enterprise === "" ? undefined : { do: "partner", school, enterprise, form };
  return (
    <StepForm title={t("partner")} step={step} added={() => setEnterprise("")}>
      <ThingPicker value={school} types={["School"]} onPick={setSchool} label={t("school")} required />
      <ThingPicker value={enterprise} types={["Enterprise"]} onPick={setEnterprise} label={t("enterprise")} required />
      <WordChoice label={t("form")} words={FORMS} value={form} onChoose={setForm} />
    </StepForm>
  );
}

export function Joining({ of }: TieProps): ReactNode {
  const t = useTexts(whatIfTexts);
  const [member, setMember] = useListedSchool(of);
  const [alliance, setAlliance] = useState("");
  return (
    <StepForm
      title={t("join")}
      step={member === "" || alliance === "" ? undefined : { do: "join", member, alliance }}
      added={() => setMember("")}
    >
      <ThingPicker value={member} types={["School", "Enterprise"]} onPick={setMember} label={t("member")} required />
      <ThingPicker value={alliance} types={["Alliance"]} onPick={setAlliance} label={t("alliance")} required />
    </StepForm>
  );
}
