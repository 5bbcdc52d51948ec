// Several facts behind a row, in one chip.

import { useId, useState, type ReactNode } from "react";

import type { Relationship } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { Evidence, SourceChip } from "./chip.tsx";
import { sourceTexts } from "./texts.ts";

/** Number of facts that are shown as sentences; each takes one request. */
const SAID = 20;

export function FactsChip({ of }: { readonly of: readonly Relationship[] }): ReactNode {
  const t = useTexts(sourceTexts);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [first] = of;
  if (first === undefined) {
    return <span className="none">–</span>;
  }
  if (of.length === 1) {
    return <SourceChip of={first} />;
  }
  const label = t("facts", { count: of.length });
  return (
    <>
      <button type="button" className={`chip chip-${first.origin}`} popoverTarget={id} aria-label={`${t("open")} ${label}`}>
        {label}
      </button>
      <div id={id} popover="auto" className="popover" onToggle={(event) => setOpen(event.newState === "open")}>
        {open && of.map((fact, index) => <Evidence key={fact.id} of={fact} said={index < SAID} />)}
        <button type="button" className="quiet" popoverTarget={id} popoverTargetAction="hide">
          {t("close")}
        </button>
      </div>
    </>
  );
}
