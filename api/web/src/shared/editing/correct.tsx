// "Correct this": a form for one property of a row. It is shown only where the server accepts edits.

import { useState, type ReactNode, type SubmitEvent } from "react";

import type { Origin, Row } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labels } from "@/shared/labels/labels.ts";
import { capital, fieldName } from "@/shared/names/words.ts";

import { EditDialog } from "./dialog.tsx";
import { EvidenceFields } from "./evidence.tsx";
import { draftUsedLast, useProposing } from "./proposing.ts";
import { useScopes } from "./rights.ts";
import { DraftChoice, focusFault, Proposed, Sending } from "./sending.tsx";
import { editingTexts } from "./texts.ts";
import { NewValue, Property } from "./value-field.tsx";
import { correctable, evidenceFault, evidenceOf, NOTHING_TYPED, valueOf, type Typed } from "./values.ts";

interface CorrectProps {
  readonly of: Row & { readonly id: string; readonly type: string; readonly origin: Origin };
  /** Name of the row for people. */
  readonly name: string;
  /** The property that the form starts with. */
  readonly property: string;
  /** Data version of the shown values. */
  readonly version: string;
  /** Whether the button belongs to the whole row, not to one fact. */
  readonly whole?: boolean;
}

/** Properties of a type that a person can correct. */
function propertiesOf(type: string): readonly string[] {
  const names = [...labels().properties.keys()].filter((key) => key.startsWith(`${type}.`));
  return correctable(names.map((key) => key.slice(type.length + 1)));
}

export function Correct(props: CorrectProps): ReactNode {
  const { of, name, property, whole = false } = props;
  const t = useTexts(editingTexts);
  const lang = useLang();
  const scopes = useScopes();
  // Simulated rows are generated; there is nothing to correct.
  if (!scopes.includes("propose") || of.origin === "simulated" || !propertiesOf(of.type).includes(property)) {
    return null;
  }
  return (
    <EditDialog
      label={t("correct")}
      name={whole ? undefined : t("correctField", { field: fieldName(lang, property, of.type) })}
      className={whole ? "button" : "quiet edit-button"}
      title={t("correctTitle", { name })}
    >
      {(close) => <CorrectForm {...props} close={close} />}
    </EditDialog>
  );
}

function CorrectForm({ of, name, property: first, version, close }: CorrectProps & { readonly close: () => void }): ReactNode {
  const t = useTexts(editingTexts);
  const lang = useLang();
  const [property, setProperty] = useState(first);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [evidence, setEvidence] = useState<Typed>(NOTHING_TYPED);
  const [draft, setDraft] = useState(draftUsedLast);
  const [tried, setTried] = useState(false);
  const { sending, problem, draft: proposed, propose, again } = useProposing(version);
  const present = valueOf(of, property);
  const value = values[property] ?? present;
  const same = value.trim() === present;
  const fault = evidenceFault(evidence);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (same || fault !== undefined) {
      focusFault(event.currentTarget);
      return;
    }
    const message = `${name}: ${capital(fieldName(lang, property, of.type))}`;
    void propose({ do: "set", row: of.id, property, value: value.trim(), ...evidenceOf(evidence) }, message, draft);
  };
  const finish = (): void => {
    close();
    setValues({});
    setEvidence(NOTHING_TYPED);
    setTried(false);
    again();
  };
  if (proposed !== undefined) {
    return <Proposed draft={proposed} close={finish} />;
  }
  return (
    <form className="edit-fields" noValidate onSubmit={submit}>
      <p className="small">{t("about")}</p>
      <Property type={of.type} names={propertiesOf(of.type)} value={property} onChange={setProperty} />
      <NewValue
        type={of.type}
        name={property}
        row={of}
        value={value}
        fault={tried && same ? t("sameValue") : undefined}
        onChange={(next) => setValues({ ...values, [property]: next })}
      />
      <EvidenceFields value={evidence} fault={tried ? fault : undefined} onChange={setEvidence} />
      <DraftChoice value={draft} onChange={setDraft} />
      <Sending sending={sending} problem={problem} close={close} />
    </form>
  );
}
