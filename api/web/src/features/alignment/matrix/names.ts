// Row and column names in the language of the page.

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { useUrl } from "@/shared/url/url.ts";

import { ALIGNMENT, LEVELS } from "../address.ts";
import { alignmentTexts } from "../texts.ts";

import { SEVERAL, UNKNOWN, type Column, type Row } from "./model.ts";

export function useRowName(): (row: Row) => string {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  const [{ rows }] = useUrl(ALIGNMENT);
  return ({ key, value, thing }) => {
    if (thing !== null) {
      return labelIn(lang, thing);
    }
    if (key === SEVERAL.key) {
      return t("severalGroups");
    }
    if (key === UNKNOWN.key || value === null) {
      return rows === "major" || rows === "major.group" ? t("noGroup") : t("unknown");
    }
    const level = LEVELS.find((one) => one === value);
    return level !== undefined ? t(level) : rows === "major.group" ? t("groupOf", { code: value }) : value;
  };
}

export function useColumnName(): (column: Column) => string {
  const t = useTexts(alignmentTexts);
  const lang = useLang();
  return ({ sector }) => (sector === null ? t("none") : labelIn(lang, sector));
}
