// What a column can become, in words.

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName } from "@/shared/names/kinds.ts";
import { capital, fieldName } from "@/shared/names/words.ts";

import { importTexts } from "./texts.ts";

/** The type of the data that a meaning is about. */
const TYPES: Readonly<Record<string, string>> = {
  school: "School",
  county: "County",
  program: "Program",
  major: "Major",
  enterprise: "Enterprise",
  alliance: "Alliance",
  sector: "Sector",
  partnership: "PARTNERS_WITH",
  feeds: "FEEDS",
  member: "MEMBER_OF",
};
const TIES = ["partnership", "feeds", "member"] as const;

interface Meanings {
  /** What a group of meanings is about. */
  readonly owner: (owner: string) => string;
  /** A meaning within its group. */
  readonly part: (meaning: string) => string;
}

export function useMeanings(): Meanings {
  const t = useTexts(importTexts);
  const lang = useLang();
  return {
    owner: (owner) => {
      const tie = TIES.find((name) => name === owner);
      return tie === undefined ? kindName(lang, TYPES[owner] ?? owner) : t(tie);
    },
    part: (meaning) => {
      const [owner = "", name = ""] = meaning.split(".");
      return name === "name" ? t("nameOf") : capital(fieldName(lang, name, TYPES[owner]));
    },
  };
}
