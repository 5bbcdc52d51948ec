// The five entries, in the header or, on a phone, at the bottom of the screen; and the pages of the section that is open.

import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Icon } from "@/shared/icons/icon.tsx";

import { headOf, pagesOf, SECTION_ICONS, SECTIONS, sectionOf, type SectionPage } from "./sections.ts";
import { shellTexts } from "./texts.ts";

export function Nav(): ReactNode {
  const t = useTexts(shellTexts);
  const { pathname } = useLocation();
  const open = sectionOf(pathname);
  return (
    <nav className="sections" aria-label={t("pages")}>
      {SECTIONS.map((section) => (
        <Link key={section} to={pagesOf(section)[0]?.[0] ?? "/"} aria-current={section === open ? "true" : undefined}>
          <Icon name={SECTION_ICONS[section]} />
          <span>{t(section)}</span>
        </Link>
      ))}
    </nav>
  );
}

/** All pages; the console is included only if the server allows it. */
export function useOffered(): (page: SectionPage) => boolean {
  const offer = useAnswer<Answer<{ readonly allowed: boolean }>>("/v1/console");
  const allowed = offer.data?.results[0]?.allowed === true;
  return ([path]) => path !== "/query" || allowed;
}

/** The pages of the open section; nothing if there is one only. */
export function SectionNav(): ReactNode {
  const t = useTexts(shellTexts);
  const { pathname } = useLocation();
  const offered = useOffered();
  const section = sectionOf(pathname);
  if (section === undefined || pagesOf(section).length === 1) {
    return null;
  }
  const pages = pagesOf(section);
  return (
    <nav className="section-pages" aria-label={t(section)}>
      {pages.filter(offered).map(([to, key]) => (
        <Link key={to} to={to} aria-current={headOf(pathname) === headOf(to) ? "page" : undefined}>
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}
