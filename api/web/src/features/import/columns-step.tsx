// Step 2: what each column becomes, and what was left out. A meaning is chosen for each column, or the mapping is edited as a text.

import { useId, useState, type ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ScrollArea } from "@/shared/scroll.tsx";

import { byOwner, bySheet, chosenColumns, columnKey } from "./columns.ts";
import { LeftOut } from "./left-out.tsx";
import { useMeanings } from "./meaning.ts";
import { againForm, type Sending } from "./sending.ts";
import { Reading, Refusal, Step } from "./step.tsx";
import { importTexts } from "./texts.ts";
import type { Column, Report } from "./types.ts";

interface ColumnsStepProps {
  readonly of: Report;
  readonly sending: Sending | undefined;
}

export function ColumnsStep({ of, sending }: ColumnsStepProps): ReactNode {
  const t = useTexts(importTexts);
  const [now, setNow] = useState<Readonly<Record<string, string>>>({});
  const [used, setUsed] = useState<"columns" | "mapping">();
  const apply = (kind: "columns" | "mapping", value: string): void => {
    setUsed(kind);
    void sending?.send(againForm(of, { [kind]: value }));
  };
  const changed = Object.keys(now).length;
  return (
    <Step name="columns">
      <p>{t(`from.${of.mapping_from}`)}</p>
      {[...bySheet(of.columns)].map(([sheet, columns]) => (
        <SheetColumns
          key={sheet}
          sheet={sheet}
          of={columns}
          meanings={of.meanings}
          now={now}
          change={sending === undefined ? undefined : (key, meaning) => setNow({ ...now, [key]: meaning })}
        />
      ))}
      {sending !== undefined && of.columns.length > 0 && (
        <div className="import-buttons">
          <button
            type="button"
            className="primary"
            disabled={changed === 0 || sending.sending}
            onClick={() => apply("columns", JSON.stringify(chosenColumns(of.columns, now)))}
          >
            {t("applyColumns")}
          </button>
          <span className="small">{t(changed === 0 ? "unchanged" : "columnsChanged", { count: changed })}</span>
        </div>
      )}
      {used !== undefined && <Refusal of={sending?.problem} />}
      <Reading now={used !== undefined && sending?.sending === true} />
      <LeftOut of={of} />
      {sending !== undefined && <MappingText of={of} busy={sending.sending} apply={apply} />}
    </Step>
  );
}

interface SheetColumnsProps {
  readonly sheet: string;
  readonly of: readonly Column[];
  readonly meanings: readonly string[];
  readonly now: Readonly<Record<string, string>>;
  readonly change: ((key: string, meaning: string) => void) | undefined;
}

function SheetColumns({ sheet, of, meanings, now, change }: SheetColumnsProps): ReactNode {
  const t = useTexts(importTexts);
  const lang = useLang();
  return (
    <>
      <h3>{t("sheet", { sheet })}</h3>
      <ScrollArea className="table-scroll import-columns" label={t("sheet", { sheet })}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("column")}</th>
              <th scope="col">{t("becomes")}</th>
              <th scope="col">{t("why")}</th>
              <th scope="col">{t("samples")}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((column) => {
              const key = columnKey(column);
              return (
                <tr key={key}>
                  <th scope="row">
                    {column.header} <span className="small">{column.column}</span>
                  </th>
                  <td>
                    <Meaning
                      label={t("becomesOf", { header: column.header, column: column.column })}
                      value={now[key] ?? column.meaning}
                      meanings={meanings}
                      onChange={change === undefined ? undefined : (meaning) => change(key, meaning)}
                    />
                  </td>
                  <td className="small">{lang === "zh" ? column.reason_zh : column.reason}</td>
                  <td className="small">{column.samples.join(t("semicolon"))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollArea>
    </>
  );
}

interface MeaningProps {
  readonly label: string;
  readonly value: string;
  readonly meanings: readonly string[];
  readonly onChange: ((meaning: string) => void) | undefined;
}

function Meaning({ label, value, meanings, onChange }: MeaningProps): ReactNode {
  const t = useTexts(importTexts);
  const words = useMeanings();
  const name = (meaning: string): string => t("meaning", { owner: words.owner(meaning.split(".")[0] ?? ""), part: words.part(meaning) });
  if (onChange === undefined) {
    return value === "" ? <span className="none">{t("notRead")}</span> : name(value);
  }
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t("notRead")}</option>
      {[...byOwner(meanings)].map(([owner, own]) => (
        <optgroup key={owner} label={words.owner(owner)}>
          {own.map((meaning) => (
            <option key={meaning} value={meaning}>
              {name(meaning)}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

interface MappingTextProps {
  readonly of: Report;
  readonly busy: boolean;
  readonly apply: (kind: "columns" | "mapping", value: string) => void;
}

function MappingText({ of, busy, apply }: MappingTextProps): ReactNode {
  const t = useTexts(importTexts);
  const id = useId();
  const [mapping, setMapping] = useState(of.mapping);
  return (
    <details>
      <summary>{t("mapping")}</summary>
      <label htmlFor={id} className="small">
        {t("mappingAbout")}
      </label>
      <textarea
        id={id}
        className="code"
        rows={16}
        spellCheck={false}
        value={mapping}
        onChange={(event) => setMapping(event.target.value)}
      />
      <div className="import-buttons">
        <button type="button" disabled={busy || mapping === of.mapping} onClick={() => apply("mapping", mapping)}>
          {t("applyMapping")}
        </button>
        {of.mapping_from !== "guessed" && (
          <button type="button" disabled={busy} onClick={() => apply("columns", "{}")}>
            {t("guessAgain")}
          </button>
        )}
      </div>
    </details>
  );
}
