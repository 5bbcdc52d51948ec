// With a date: the day that it stands for, and the number of rows that are included although they have no date.

import type { ReactNode } from "react";

import type { Meta } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { stateTexts } from "./texts.ts";

export function DatedNote({ of: { as_of: day, undated } }: { readonly of: Meta }): ReactNode {
  const t = useTexts(stateTexts);
  const lang = useLang();
  if (typeof day !== "string") {
    return null;
  }
  const count = typeof undated === "number" ? undated : 0;
  return (
    <span className="small dated-note">
      {t("asOf", { day })} {count > 0 ? t("undated", { count: formatNumber(count, lang) }) : t("allDated")}
    </span>
  );
}
