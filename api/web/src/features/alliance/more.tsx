// A long list shows its first rows; one click shows all.

import { useState, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { structureTexts } from "./structure-texts.ts";

const FIRST = 10;

export interface First<R> {
  readonly shown: readonly R[];
  readonly all: number;
  readonly open: boolean;
  readonly toggle: () => void;
}

export function useFirst<R>(rows: readonly R[], count = FIRST): First<R> {
  const [open, setOpen] = useState(false);
  return { shown: open ? rows : rows.slice(0, count), all: rows.length, open, toggle: () => setOpen(!open) };
}

export function More<R>({ of }: { readonly of: First<R> }): ReactNode {
  const t = useTexts(structureTexts);
  return of.all > of.shown.length || of.open ? (
    <p className="small">
      {!of.open && t("first", { count: of.shown.length, all: of.all })}{" "}
      <button type="button" onClick={of.toggle}>
        {of.open ? t("fewer") : t("allRows", { all: of.all })}
      </button>
    </p>
  ) : null;
}
