// Step 1: the files and the name of the package.

import { useId, useState, type DragEvent, type ReactNode } from "react";

import { Field } from "@/shared/editing/field.tsx";
import { DraftChoice } from "@/shared/editing/sending.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";

import { suggestedName } from "./columns.ts";
import type { Sending } from "./sending.ts";
import { Reading, Refusal, Step } from "./step.tsx";
import { importTexts } from "./texts.ts";
import type { Report } from "./types.ts";

/** File types that the importer reads. */
const ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv";

interface FileStepProps {
  readonly of?: Report;
  /** Whether the draft of the import takes no more files. */
  readonly accepted?: boolean;
  readonly sending: Sending | undefined;
}

export function FileStep({ of, accepted = false, sending }: FileStepProps): ReactNode {
  const t = useTexts(importTexts);
  const form = sending !== undefined && (
    <Upload sending={sending} name={of?.package ?? ""} draft={of === undefined || accepted ? "" : of.draft} />
  );
  return (
    <Step name="file">
      {of === undefined ? (
        form
      ) : (
        <>
          <p>{t("uploaded", { files: of.files.map(({ name }) => name).join(t("comma")), name: of.package })}</p>
          {form !== false && (
            <details>
              <summary>{t("another")}</summary>
              {form}
            </details>
          )}
        </>
      )}
    </Step>
  );
}

interface UploadProps {
  readonly sending: Sending;
  readonly name: string;
  readonly draft: string;
}

function Upload({ sending: { sending, problem, send }, name: given, draft: first }: UploadProps): ReactNode {
  const t = useTexts(importTexts);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [typed, setTyped] = useState<string>();
  const [draft, setDraft] = useState(first);
  const [missing, setMissing] = useState(false);
  const name = typed ?? (given === "" ? suggestedName(files[0]?.name ?? "") : given);
  const add = (more: readonly File[]): void => {
    setFiles((old) => [...old.filter((one) => !more.some((other) => other.name === one.name)), ...more]);
    setMissing(false);
  };
  const submit = (): void => {
    if (files.length === 0) {
      setMissing(true);
      return;
    }
    const form = new FormData();
    files.forEach((file) => form.append("file", file));
    form.append("name", name.trim());
    if (draft === "") {
      form.append("message", t("message", { files: files.map((file) => file.name).join(t("comma")) }));
    } else {
      form.append("draft", draft);
    }
    void send(form);
  };
  return (
    <form
      className="import-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Drop missing={missing} add={add} />
      {files.length > 0 && (
        <ul className="import-files" aria-label={t("chosenFiles")}>
          {files.map((file) => (
            <li key={file.name}>
              <span>{file.name}</span> <span className="small">{t("kilobytes", { count: Math.ceil(file.size / 1024) })}</span>{" "}
              <button
                type="button"
                className="quiet"
                aria-label={t("removeFile", { file: file.name })}
                onClick={() => setFiles(files.filter((other) => other !== file))}
              >
                {t("remove")}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Field label={t("name")} help={t("nameHelp")} value={name} onChange={setTyped} />
      <DraftChoice value={draft} onChange={setDraft} />
      <Refusal of={problem} />
      <Reading now={sending} />
      <button type="submit" className="primary" disabled={sending}>
        {t("upload")}
      </button>
    </form>
  );
}

/** A file field into which files can also be dropped. */
function Drop({ missing, add }: { readonly missing: boolean; readonly add: (files: readonly File[]) => void }): ReactNode {
  const t = useTexts(importTexts);
  const id = useId();
  const [over, setOver] = useState(false);
  const hover = (event: DragEvent, now: boolean): void => {
    event.preventDefault();
    setOver(now);
  };
  return (
    <div
      className={over ? "import-drop over" : "import-drop"}
      onDragOver={(event) => hover(event, true)}
      onDragLeave={(event) => hover(event, false)}
      onDrop={(event) => {
        hover(event, false);
        add([...event.dataTransfer.files]);
      }}
    >
      <label htmlFor={id}>{t("files")}</label>
      <input
        id={id}
        type="file"
        multiple
        accept={ACCEPTED}
        aria-invalid={missing}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          // The same file can be chosen again after it was corrected.
          event.target.value = "";
        }}
      />
      <small id={`${id}-help`} className={missing ? "fault" : "small"}>
        {t(missing ? "fileMissing" : "filesHelp")}
      </small>
    </div>
  );
}
