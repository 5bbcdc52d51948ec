// The name of an entity of which only the id is known. Entities added by the scenario have no page.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { useAskedThing } from "@/shared/params/options.ts";

import { whatIfTexts } from "./texts.ts";

const ADDED = /^program:scenario-0*(\d+)$/;

export function Named({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(whatIfTexts);
  const added = ADDED.exec(id);
  const { thing, asking } = useAskedThing(added === null ? id : "");
  if (added !== null) {
    return <i>{t("newProgram", { number: added[1] ?? "" })}</i>;
  }
  // An unknown id is shown as entered, so that the error is visible.
  return thing === undefined ? <span className="unknown">{asking ? "…" : id}</span> : <ThingLink of={thing} />;
}
