// A thing of which only the id is known, by its name. What the scenario adds has no page.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { useThing } from "@/shared/params/options.ts";

import { whatIfTexts } from "./texts.ts";

const ADDED = /^program:scenario-0*(\d+)$/;

export function Named({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(whatIfTexts);
  const added = ADDED.exec(id);
  const thing = useThing(added === null ? id : "");
  if (added !== null) {
    return <i>{t("newProgram", { number: added[1] ?? "" })}</i>;
  }
  return thing === undefined ? <span className="unknown">…</span> : <ThingLink of={thing} />;
}
