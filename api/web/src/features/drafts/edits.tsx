// The edits of a draft, each with its evidence.

import type { ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { Named, RowLink } from "@/shared/changes/row-link.tsx";
import { useRowNames } from "@/shared/changes/row-names.ts";
import { isRelation, valuesOf } from "@/shared/changes/rows.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { capital, fieldName, wordIn } from "@/shared/names/words.ts";

import { draftTexts } from "./texts.ts";
import { addedNames, type StoredEdit } from "./types.ts";

export function Edits({ of }: { readonly of: readonly StoredEdit[] }): ReactNode {
  const names = useRowNames(of.flatMap(({ row, source, action, new: other }) => [row, source, ...(MOVES.has(action) ? [other] : [])]));
  const added = addedNames(of);
  return (
    <ul className="draft-edits">
      {of.map((edit) => (
        <li key={`${edit.edit} ${edit.row} ${edit.property}`}>
          <What of={edit} names={names} added={added} />
          <Why of={edit} names={names} added={added} />
        </li>
      ))}
    </ul>
  );
}

/** Actions whose new value is the id of another row. */
const MOVES = new Set(["rename", "same_as"]);
/** Actions that make a row inferred if they have no source. A new source is evidence itself. */
const WEAKENING = new Set(["set", "add", "same_as"]);

interface EditProps {
  readonly of: StoredEdit;
  readonly names: ReadonlyMap<string, Ref>;
  readonly added: ReadonlyMap<string, string>;
}

function What({ of, names, added }: EditProps): ReactNode {
  const t = useTexts(draftTexts);
  const lang = useLang();
  if (of.action === "undo") {
    return <p>{t("undo", { edit: of.row })}</p>;
  }
  const word = (text: string): string => (text === "" ? t("nothing") : wordIn(lang, text, { type: of.type, name: of.property }));
  return (
    <>
      <p>
        {of.action !== "set" && <strong>{t(of.action)} </strong>}
        <RowLink type={of.type} row={of.row} names={names} added={added} />
        {MOVES.has(of.action) && (
          <>
            {" → "}
            <Named id={of.new} names={names} />
          </>
        )}
      </p>
      {of.action === "set" && (
        <p>
          {capital(fieldName(lang, of.property, of.type))}
          {t("colon")}
          <del>{word(of.old)}</del> → <ins>{word(of.new)}</ins>
        </p>
      )}
      {of.action === "add" && <Values of={of} />}
    </>
  );
}

function Values({ of }: { readonly of: StoredEdit }): ReactNode {
  const t = useTexts(draftTexts);
  const lang = useLang();
  const keys = isRelation(of.type) ? ["start", "end"] : ["id"];
  const values = valuesOf(of.new).filter(([name]) => !keys.includes(name));
  return values.map(([name, value]) => (
    <p key={name}>
      {capital(fieldName(lang, name, of.type))}
      {t("colon")}
      <ins>{wordIn(lang, value, { type: of.type, name })}</ins>
    </p>
  ));
}

function Why({ of, names, added }: EditProps): ReactNode {
  const t = useTexts(draftTexts);
  return (
    <div className="small">
      {of.source !== "" && (
        <p>
          {t("source")}
          {t("colon")}
          <Named id={of.source} names={names} added={added} />
          {of.locator !== "" && ` · ${of.locator}`}
        </p>
      )}
      {of.quote !== "" && (
        <p>
          {t("quote")}
          {t("colon")}
          <q>{of.quote}</q>
        </p>
      )}
      {of.reason !== "" && (
        <p>
          {t("why")}
          {t("colon")}
          {of.reason}
        </p>
      )}
      {of.source === "" && WEAKENING.has(of.action) && of.type !== "Source" && <p>{t("weak")}</p>}
    </div>
  );
}
