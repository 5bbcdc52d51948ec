// Shared by the conditions and the form: the fields along a path, and operators as text.

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import type { Text } from "@/shared/i18n/texts.ts";
import { pathOf } from "@/shared/names/kinds.ts";

import { leads, type FilterItem } from "./fields.ts";
import type { Condition } from "./filter.ts";
import type { listTexts } from "./texts.ts";

/** Fields of the type at the end of a path, if any. */
export function useFurther(item: FilterItem | undefined): readonly FilterItem[] {
  const types = item === undefined ? [] : (leads(item) ?? []);
  const path = types.length === 1 ? pathOf(types[0] ?? "") : undefined;
  const { data, isPlaceholderData } = useAnswer<Answer<FilterItem>>(path === undefined ? null : `/v1/${path}/filters`);
  return path === undefined || isPlaceholderData || data === undefined ? [] : data.results;
}

export function operatorText(t: Text<keyof typeof listTexts.en>, operator: Condition["operator"], not: boolean, linked: boolean): string {
  switch (operator) {
    case ":":
      return t(not ? "isNot" : "is");
    case "has":
      return linked ? t(not ? "notLinked" : "linked") : t(not ? "unknown" : "known");
    case ">":
      return t("above");
    case ">=":
      return t("least");
    case "<":
      return t("below");
    case "<=":
      return t("most");
  }
}
