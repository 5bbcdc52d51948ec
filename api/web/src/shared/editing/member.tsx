// "Add a member with proof": a form that proposes a membership of an alliance. It is shown only where the server accepts edits.

import { useId, useState, type ReactNode, type SubmitEvent } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { inWords, labels } from "@/shared/labels/labels.ts";
import { labelIn } from "@/shared/names/names.tsx";
import type { Option } from "@/shared/params/options.ts";
import { ThingPicker } from "@/shared/params/picker.tsx";

import { EditDialog } from "./dialog.tsx";
import { EvidenceFields } from "./evidence.tsx";
import { Field } from "./field.tsx";
import { draftUsedLast, useProposing } from "./proposing.ts";
import { useScopes } from "./rights.ts";
import { DraftChoice, focusFault, Proposed, Sending } from "./sending.tsx";
import { editingTexts } from "./texts.ts";
import { dateOf, evidenceFault, evidenceOf, NOTHING_TYPED, type Typed } from "./values.ts";

const MEMBERS = ["School", "Enterprise", "Organisation"];
/** Roles of organisations; the others are those of persons. */
const ROLES = ["member", "council member", "lead unit"];

interface AddMemberProps {
  readonly alliance: string;
  /** Data version of the shown members. */
  readonly version: string;
}

export function AddMember(props: AddMemberProps): ReactNode {
  const t = useTexts(editingTexts);
  return useScopes().includes("propose") ? (
    <EditDialog label={t("addMember")} title={t("addMember")}>
      {(close) => <MemberForm {...props} close={close} />}
    </EditDialog>
  ) : null;
}

interface Member {
  readonly id: string;
  readonly thing: Option | undefined;
  readonly since: string;
  readonly role: string;
}

const NOBODY: Member = { id: "", thing: undefined, since: "", role: "" };

function MemberForm({ alliance, version, close }: AddMemberProps & { readonly close: () => void }): ReactNode {
  const t = useTexts(editingTexts);
  const lang = useLang();
  const [member, setMember] = useState(NOBODY);
  const [evidence, setEvidence] = useState<Typed>(NOTHING_TYPED);
  const [draft, setDraft] = useState(draftUsedLast);
  const [tried, setTried] = useState(false);
  const { sending, problem, draft: proposed, propose, again } = useProposing(version);
  const set = (change: Partial<Member>): void => setMember({ ...member, ...change });
  const since = member.since.trim() === "" ? "" : dateOf(member.since);
  const fault = evidenceFault(evidence, true);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (member.id === "" || since === undefined || fault !== undefined) {
      focusFault(event.currentTarget);
      return;
    }
    const stated = Object.entries({ valid_from: since, role: member.role }).filter(([, value]) => value !== "");
    const values = { start: member.id, end: alliance, ...Object.fromEntries(stated) };
    const name = member.thing === undefined ? member.id : labelIn(lang, member.thing);
    void propose({ do: "add", type: "MEMBER_OF", values, ...evidenceOf(evidence) }, `${t("addMember")}: ${name}`, draft);
  };
  const finish = (): void => {
    close();
    setMember(NOBODY);
    setEvidence(NOTHING_TYPED);
    setTried(false);
    again();
  };
  if (proposed !== undefined) {
    return <Proposed draft={proposed} close={finish} />;
  }
  return (
    <form className="edit-fields" noValidate onSubmit={submit}>
      <p className="small">{t("addMemberAbout")}</p>
      <div data-fault={(tried && member.id === "") || undefined}>
        <ThingPicker
          value={member.id}
          types={MEMBERS}
          required
          label={t("member")}
          help={t("memberHelp")}
          onPick={(id, thing) => set({ id, thing })}
        />
        {tried && member.id === "" && <p className="fault">{t("memberMissing")}</p>}
      </div>
      <Field
        label={t("since")}
        help={t("sinceHelp")}
        value={member.since}
        fault={tried && since === undefined ? t("sinceInvalid") : undefined}
        onChange={(next) => set({ since: next })}
      />
      <Role value={member.role} onChange={(role) => set({ role })} />
      <EvidenceFields value={evidence} fault={tried ? fault : undefined} onChange={setEvidence} />
      <DraftChoice value={draft} onChange={setDraft} />
      <Sending sending={sending} problem={problem} close={close} />
    </form>
  );
}

function Role({ value, onChange }: { readonly value: string; readonly onChange: (role: string) => void }): ReactNode {
  const t = useTexts(editingTexts);
  const lang = useLang();
  const id = useId();
  const declared = labels().properties.get("MEMBER_OF.role")?.values ?? [];
  return (
    <div className="param">
      <label htmlFor={id}>{t("role")}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("roleUnknown")}</option>
        {declared
          .filter(({ name }) => ROLES.includes(name))
          .map((role) => (
            <option key={role.name} value={role.name}>
              {inWords(lang, role)}
            </option>
          ))}
      </select>
    </div>
  );
}
