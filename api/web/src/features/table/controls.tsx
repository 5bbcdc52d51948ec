// Controls above the table: type, search, columns and groups.

import type { Served } from "@client/generated/types.gen.ts";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode, type SubmitEvent } from "react";

import type { Sent } from "@/shared/api/sent.ts";
import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindOrder, pathOf, useKind } from "@/shared/names/kinds.ts";
import { counting, useCommon } from "@/shared/url/common.ts";

import { choosable, firstColumns, groupable, itemName, type FilterItem } from "./fields.ts";
import { listTexts } from "./texts.ts";

type MetaRow = Sent<Served>;

/** Changing the type resets the URL, since filters and columns are specific to a type. */
export function TypeChoice({ type }: { readonly type: string }): ReactNode {
  const t = useTexts(listTexts);
  const kind = useKind();
  const lang = useLang();
  const navigate = useNavigate();
  const { origin, place } = useCommon();
  const { data } = useAnswer<Answer<MetaRow>>("/v1/meta", { place });
  const counts = data?.results[0]?.counts;
  // A list of documented rows does not contain reference rows.
  const counted: readonly string[] = origin === "documented" ? [origin] : counting(origin);
  const all = (name: string): number =>
    Object.entries(counts?.[name] ?? {}).reduce((sum, [from, count]) => (counted.some((one) => one === from) ? sum + count : sum), 0);
  return (
    <label className="type-choice">
      {t("type")}{" "}
      <select
        value={type}
        onChange={(event) => void navigate({ to: "/table/$type", params: { type: pathOf(event.target.value) ?? "schools" }, search: {} })}
      >
        {kindOrder().map((name) => (
          <option key={name} value={name}>
            {kind(name, true)}
            {counts === undefined ? "" : ` (${formatNumber(all(name), lang)})`}
          </option>
        ))}
      </select>
    </label>
  );
}

export function SearchIn({ q, change }: { readonly q: string; readonly change: (q: string) => void }): ReactNode {
  const t = useTexts(listTexts);
  const [draft, setDraft] = useState(q);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change(draft.trim());
  };
  return (
    <form className="search-in" onSubmit={submit}>
      <input
        type="search"
        value={draft}
        maxLength={200}
        aria-label={t("search")}
        placeholder={t("search")}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="submit">{t("find")}</button>
    </form>
  );
}

interface ChoiceProps {
  readonly items: readonly FilterItem[];
  readonly chosen: readonly string[];
  readonly change: (names: readonly string[]) => void;
}

export function ColumnChoice({ items, chosen, change }: ChoiceProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const shown = chosen.length === 0 ? firstColumns(items) : chosen;
  const toggle = (name: string): void => {
    const names = choosable(items).map((item) => item.name);
    change(names.filter((other) => (other === name ? !shown.includes(name) : shown.includes(other))));
  };
  return (
    <details className="column-choice">
      <summary className="button">{t("columns")}</summary>
      <div className="card">
        {choosable(items).map((item) => (
          <label key={item.name} className="check">
            <input
              type="checkbox"
              checked={shown.includes(item.name)}
              disabled={shown.length === 1 && shown.includes(item.name)}
              onChange={() => toggle(item.name)}
            />{" "}
            {itemName(lang, item)}
          </label>
        ))}
        <button type="button" className="quiet" disabled={chosen.length === 0} onClick={() => change([])}>
          {t("columnsReset")}
        </button>
      </div>
    </details>
  );
}

export function GroupChoice({ items, chosen, change }: ChoiceProps): ReactNode {
  const t = useTexts(listTexts);
  const lang = useLang();
  const [first = "", second = ""] = chosen;
  const options = (without: string): ReactNode => (
    <>
      <option value="">{t("none")}</option>
      {groupable(items)
        .filter((item) => item.name !== without)
        .map((item) => (
          <option key={item.name} value={item.name}>
            {itemName(lang, item)}
          </option>
        ))}
    </>
  );
  return (
    <>
      <label>
        {t("groupBy")}{" "}
        <select value={first} onChange={(event) => change(event.target.value === "" ? [] : [event.target.value])}>
          {options("")}
        </select>
      </label>
      {first !== "" && (
        <label>
          {t("thenBy")}{" "}
          <select value={second} onChange={(event) => change(event.target.value === "" ? [first] : [first, event.target.value])}>
            {options(first)}
          </select>
        </label>
      )}
    </>
  );
}
