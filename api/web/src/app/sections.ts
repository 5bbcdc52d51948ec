// The five entries of the navigation, and the pages that each of them holds.

import { kindOfPath } from "@/shared/names/kinds.ts";
import type { IconName } from "@/shared/icons/icon.tsx";

export const SECTIONS = ["questions", "facts", "atlas", "partners", "data"] as const;
export type Section = (typeof SECTIONS)[number];

/** The pages of a section by their texts; the first is the one that its entry opens. */
const SECTION_PAGES = {
  questions: [
    ["/questions", "allQuestions"],
    ["/alignment", "alignment"],
    ["/measures", "measures"],
  ],
  facts: [["/claims", "claims"]],
  atlas: [
    ["/counties", "counties"],
    ["/alliances", "alliances"],
    ["/explore", "explore"],
  ],
  partners: [
    ["/partners", "findPartners"],
    ["/what-if", "whatIf"],
  ],
  data: [
    ["/table/schools", "table"],
    ["/query", "query"],
    ["/drafts", "drafts"],
    ["/versions", "versions"],
  ],
} as const satisfies Readonly<Record<Section, readonly (readonly [string, string])[]>>;

export type PageText = (typeof SECTION_PAGES)[Section][number][1];
export type SectionPage = readonly [string, PageText];

export function pagesOf(section: Section): readonly SectionPage[] {
  return SECTION_PAGES[section];
}

export const SECTION_ICONS: Readonly<Record<Section, IconName>> = {
  questions: "question",
  facts: "shield",
  atlas: "network",
  partners: "people",
  data: "data",
};

/** Claims, sources and statistics are what a fact check is about. */
const CHECKED = new Set(["Claim", "Source", "Observation", "Coverage"]);

/** The first segment of a path. */
export function headOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** The section of a page; none for the start page. */
export function sectionOf(pathname: string): Section | undefined {
  const head = headOf(pathname);
  if (head === "import") {
    return "data";
  }
  const declared = SECTIONS.find((section) => pagesOf(section).some(([path]) => headOf(path) === head));
  if (declared !== undefined) {
    return declared;
  }
  const type = kindOfPath(head);
  return type !== undefined && CHECKED.has(type)
    ? "facts"
    : type !== undefined || head === "search" || head === "relationships"
      ? "atlas"
      : undefined;
}
