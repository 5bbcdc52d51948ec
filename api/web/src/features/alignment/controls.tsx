// Controls shared by the sections of the page.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useShortcut } from "@/shared/keys/registry.ts";
import { useUrl } from "@/shared/url/url.ts";

import { ALIGNMENT } from "./address.ts";
import { alignmentTexts } from "./texts.ts";

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly name: (value: T) => string;
  readonly change: (value: T) => void;
}

export function Choice<T extends string>({ label, value, choices, name, change }: ChoiceProps<T>): ReactNode {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => change(event.target.value as T)}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {name(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Switches the whole page between pictures and tables. */
export function ViewSwitch(): ReactNode {
  const t = useTexts(alignmentTexts);
  const [{ view }, change] = useUrl(ALIGNMENT);
  return (
    <span role="group" aria-label={t("view")} className="switch">
      {(["graph", "table"] as const).map((kind) => (
        <button key={kind} type="button" aria-pressed={view === kind} onClick={() => change({ view: kind })}>
          {t(kind)}
        </button>
      ))}
    </span>
  );
}

/** Registers the shortcuts `g` and `t` once per page. */
export function useViewKeys(): void {
  const t = useTexts(alignmentTexts);
  const [, change] = useUrl(ALIGNMENT);
  useShortcut("g", t("graph"), () => change({ view: "graph" }));
  useShortcut("t", t("table"), () => change({ view: "table" }));
}
