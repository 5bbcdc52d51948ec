// A thing of which only the id is known, by its name. What the scenario adds has no page.

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
  // What nothing is called is shown as it was given, so that it can be seen what is wrong.
  return thing === undefined ? <span className="unknown">{asking ? "…" : id}</span> : <ThingLink of={thing} />;
}
