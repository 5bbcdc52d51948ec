import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";

import { shellTexts } from "./texts.ts";

const LINKS = [
  ["/questions", "questions"],
  ["/alignment", "alignment"],
  ["/partners", "partners"],
  ["/alliances", "alliances"],
  ["/counties", "counties"],
  ["/what-if", "whatIf"],
  ["/measures", "measures"],
  ["/explore", "explore"],
  ["/table/schools", "table"],
  ["/claims", "claims"],
] as const satisfies readonly (readonly [string, string])[];

/** Page links; the console is included only if the server allows it. */
export function Nav(): ReactNode {
  const t = useTexts(shellTexts);
  const offer = useAnswer<Answer<{ readonly allowed: boolean }>>("/v1/console");
  const links: readonly (readonly [string, (typeof LINKS)[number][1] | "query"])[] =
    offer.data?.results[0]?.allowed === true ? [...LINKS, ["/query", "query"]] : LINKS;
  const { pathname } = useLocation();
  return (
    <nav aria-label={t("pages")}>
      {links.map(([to, key]) => (
        <Link key={to} to={to} aria-current={pathname.split("/")[1] === to.split("/")[1] ? "page" : undefined}>
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}
