// The filter: removable conditions, a form to add one, and a text field for complex filters.

import { useState, type ReactNode, type SubmitEvent } from "react";

import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { wordIn } from "@/shared/names/words.ts";
import { useThing } from "@/shared/params/options.ts";

import { AddCondition } from "./add.tsx";
import { pathName, type FilterItem } from "./fields.ts";
import { formatFilter, formatTerm, isWritten, parseFilter, type Condition, type Term } from "./filter.ts";
import { operatorText, useFurther } from "./reading.ts";
import { listTexts } from "./texts.ts";

interface ConditionsProps {
  readonly items: readonly FilterItem[];
  readonly filter: string;
  readonly change: (filter: string) => void;
}

export function Conditions({ items, filter, change }: ConditionsProps): ReactNode {
  const t = useTexts(listTexts);
  const terms = parseFilter(filter);
  const [adding, setAdding] = useState(false);
  return (
    <section className="panel conditions" aria-label={t("conditions")}>
      <div className="condition-chips">
        <b>{t("conditions")}</b>
        {terms.length === 0 && <span className="small">{t("noConditions")}</span>}
        {terms.map((term, index) => (
          <Chip key={formatTerm(term)} term={term} items={items} out={() => change(formatFilter(terms.filter((_, at) => at !== index)))} />
        ))}
        <button type="button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          + {t("add")}
        </button>
        {terms.length > 1 && (
          <button type="button" className="quiet" onClick={() => change("")}>
            {t("clear")}
          </button>
        )}
      </div>
      {adding && (
        <AddCondition
          items={items}
          add={(condition) => {
            setAdding(false);
            change(formatFilter([...terms, condition]));
          }}
        />
      )}
      <AsText key={filter} filter={filter} change={change} />
    </section>
  );
}

function Chip({ term, items, out }: { readonly term: Term; readonly items: readonly FilterItem[]; readonly out: () => void }): ReactNode {
  const t = useTexts(listTexts);
  return (
    <span className="condition">
      {isWritten(term) ? <code>{term.written}</code> : <Said of={term} items={items} />}
      <button type="button" className="quiet" onClick={out} aria-label={t("remove", { filter: formatTerm(term) })}>
        ×
      </button>
    </span>
  );
}

function Said({ of, items }: { readonly of: Condition; readonly items: readonly FilterItem[] }): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const [first = "", ...rest] = of.path.split(".");
  const item = items.find((other) => other.name === first);
  const further = useFurther(rest.length > 0 ? item : undefined);
  const end = rest.length > 0 ? further.find((other) => other.name === rest.at(-1)) : item;
  const linked = end !== undefined && end.what !== "property";
  return (
    <>
      {pathName(lang, of.path, items, further)} <i>{operatorText(t, of.operator, of.not, linked)}</i>{" "}
      {of.values.map((value, index) => (
        <span key={value}>
          {index > 0 && t("or")}
          <b>{linked ? <ThingName id={value} lang={lang} /> : wordIn(lang, value)}</b>
        </span>
      ))}
    </>
  );
}

function ThingName({ id, lang }: { readonly id: string; readonly lang: Lang }): ReactNode {
  const thing = useThing(id);
  return thing === undefined ? "…" : labelIn(lang, thing);
}

function AsText({ filter, change }: { readonly filter: string; readonly change: (filter: string) => void }): ReactNode {
  const t = useTexts(listTexts);
  const [draft, setDraft] = useState(filter);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change(draft.trim());
  };
  return (
    <details>
      <summary>{t("written")}</summary>
      <form onSubmit={submit} className="written">
        <label>
          <span className="small">{t("writtenAbout")}</span>
          <input value={draft} onChange={(event) => setDraft(event.target.value)} spellCheck={false} maxLength={8000} lang="en" />
        </label>
        <button type="submit">{t("writtenApply")}</button>
      </form>
    </details>
  );
}
