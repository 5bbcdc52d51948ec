// Step 3: names that may mean an entity of the data. A person decides on each: a candidate, a new entity, or none.

import { useId, useState, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";

import { decisionsText, nameKey, NEW, NONE, withCandidates, withOthers, type Decisions } from "./decisions.ts";
import { againForm, type Sending } from "./sending.ts";
import { Reading, Refusal, Step } from "./step.tsx";
import { importTexts } from "./texts.ts";
import type { NameToDecide, Report } from "./types.ts";

/** Number of names that are shown at first, and with each further click. */
const PAGE = 50;
const SCORES = [100, 90, 80, 70];

interface NamesStepProps {
  readonly of: Report;
  readonly who: string;
  readonly sending: Sending | undefined;
}

export function NamesStep({ of, who, sending }: NamesStepProps): ReactNode {
  const t = useTexts(importTexts);
  const [made, setMade] = useState<Decisions>({});
  const [used, setUsed] = useState(false);
  const names = [...of.open, ...of.decided];
  const count = Object.keys(made).length;
  const save = (): void => {
    setUsed(true);
    const day = new Date().toISOString().slice(0, 10);
    void sending?.send(againForm(of, { decisions: decisionsText(names, made, who, day) }));
  };
  const decide = (name: NameToDecide, decision: string): void => setMade({ ...made, [nameKey(name)]: decision });
  return (
    <Step name="names">
      <p>{of.open_count === 0 ? t("noneOpen") : t("open", { count: of.open_count })}</p>
      {of.open.length > 0 && sending !== undefined && <Together open={of.open} made={made} change={setMade} />}
      <Names of={of.open} made={made} decide={sending === undefined ? undefined : decide} />
      {of.decided.length > 0 && (
        <details>
          <summary>{t("decided", { count: of.decided.length })}</summary>
          <Names of={of.decided} made={made} decide={sending === undefined ? undefined : decide} />
        </details>
      )}
      {sending !== undefined && names.length > 0 && (
        <div className="import-buttons">
          <button type="button" className="primary" disabled={count === 0 || sending.sending} onClick={save}>
            {t("save")}
          </button>
          <span className="small" role="status">
            {t("chosenNames", { count })}
          </span>
        </div>
      )}
      {used && <Refusal of={sending?.problem} />}
      <Reading now={used && sending?.sending === true} />
    </Step>
  );
}

interface TogetherProps {
  readonly open: readonly NameToDecide[];
  readonly made: Decisions;
  readonly change: (made: Decisions) => void;
}

/** Decide on many names at once. They can be changed before they are saved. */
function Together({ open, made, change }: TogetherProps): ReactNode {
  const t = useTexts(importTexts);
  const [least, setLeast] = useState(90);
  const id = useId();
  return (
    <div className="import-together">
      <label htmlFor={id}>{t("least")}</label>
      <select id={id} value={least} onChange={(event) => setLeast(Number(event.target.value))}>
        {SCORES.map((score) => (
          <option key={score} value={score}>
            {t("percent", { score })}
          </option>
        ))}
      </select>
      <button type="button" onClick={() => change(withCandidates(open, made, least))}>
        {t("acceptAll", { score: least })}
      </button>
      <button type="button" onClick={() => change(withOthers(open, made, NEW))}>
        {t("othersNew")}
      </button>
    </div>
  );
}

interface NamesProps {
  readonly of: readonly NameToDecide[];
  readonly made: Decisions;
  readonly decide: ((name: NameToDecide, decision: string) => void) | undefined;
}

function Names({ of, made, decide }: NamesProps): ReactNode {
  const t = useTexts(importTexts);
  const [shown, setShown] = useState(PAGE);
  return (
    <>
      {of.slice(0, shown).map((name) => (
        <Name key={nameKey(name)} of={name} decision={made[nameKey(name)] ?? name.decision} decide={decide} />
      ))}
      {of.length > shown && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {t("moreNames", { count: of.length - shown })}
        </button>
      )}
    </>
  );
}

interface NameProps {
  readonly of: NameToDecide;
  readonly decision: string;
  readonly decide: ((name: NameToDecide, decision: string) => void) | undefined;
}

function Name({ of, decision, decide }: NameProps): ReactNode {
  const t = useTexts(importTexts);
  const kind = useKind();
  const group = useId();
  // A decision can be an entity that is not among the candidates.
  const other = [NEW, NONE, "", ...of.options.map(({ id }) => id)].includes(decision) ? [] : [decision];
  const choices = [
    ...of.options.map((option) => ({
      value: option.id,
      text: option.name,
      about: t("option", {
        why: t(`why.${option.reason}`),
        score: option.score,
        where: option.package === "" ? t("inFile") : t("inPackage", { name: option.package }),
      }),
    })),
    ...other.map((id) => ({ value: id, text: id, about: "" })),
    { value: NEW, text: t("newEntity", { kind: kind(of.type) }), about: "" },
    { value: NONE, text: t("noEntity"), about: "" },
  ];
  return (
    <fieldset className="import-name" disabled={decide === undefined}>
      <legend>
        {of.name}{" "}
        <span className="small">
          {kind(of.type)} · {of.cell}
        </span>
      </legend>
      {choices.map(({ value, text, about }) => (
        <label key={value}>
          <input type="radio" name={group} value={value} checked={decision === value} onChange={() => decide?.(of, value)} />
          <span>
            {text} {about !== "" && <span className="small">{about}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
