// The frame of every page: header, pages of the section, and information about the data.

import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";

import { KeyNeeded } from "@/shared/access/form.tsx";
import { ApiLink } from "@/shared/access/link.tsx";
import { useForgotten } from "@/shared/api/key.ts";
import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { AuditDialog } from "@/shared/figures/dialog.tsx";
import { setLang, useTexts, usualLang, type Lang } from "@/shared/i18n/texts.ts";
import { useCompositionGuard } from "@/shared/keys/composition.ts";
import { useShortcuts } from "@/shared/keys/registry.ts";
import { useFocus } from "@/shared/place/focus.ts";
import { text, useUrl } from "@/shared/url/url.ts";

import { Arrival } from "./arrival.tsx";
import { Header } from "./header.tsx";
import { Keys } from "./keys.tsx";
import { SectionNav } from "./nav.tsx";
import { shellTexts } from "./texts.ts";
import { useTitle } from "./title.ts";

const LANG = { lang: text() };

export function Shell(): ReactNode {
  const t = useTexts(shellTexts);
  const [{ lang: given }] = useUrl(LANG);
  const lang: Lang = given === "en" || given === "zh" ? given : usualLang();
  setLang(lang);
  useCompositionGuard();
  useShortcuts();
  useTitle(t("title"));
  useFocusAnew();
  useMessagesAnew(lang);
  // Before the focus is known, a page would request everything and then the focus.
  const { known: focusKnown } = useFocus();
  const leaving = useLeaving();
  return (
    <>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <Header />
      <SectionNav />
      <main id="content" tabIndex={-1} aria-busy={leaving}>
        <KeyNeeded />
        {focusKnown && <Outlet />}
      </main>
      <Footer />
      <Arrival name={t("title")} />
      <AuditDialog />
    </>
  );
}

/** Whether a link to another page was followed whose code has not arrived: until then the previous page is shown. */
function useLeaving(): boolean {
  return useRouterState({
    select: ({ location, resolvedLocation }) => resolvedLocation !== undefined && location.pathname !== resolvedLocation.pathname,
  });
}

/** Problems are in the language of their request, so failed requests are repeated in the new language. */
function useMessagesAnew(lang: Lang): void {
  const cache = useQueryClient();
  const before = useRef(lang);
  useEffect(() => {
    if (before.current !== lang) {
      before.current = lang;
      void cache.invalidateQueries({ predicate: ({ state }) => state.status === "error" });
    }
  }, [cache, lang]);
}

/** The button disappears with the key, so the focus moves to the page. */
function useFocusAnew(): void {
  const forgotten = useForgotten();
  useEffect(() => {
    if (forgotten > 0) {
      document.getElementById("content")?.focus();
    }
  }, [forgotten]);
}

function Footer(): ReactNode {
  const t = useTexts(shellTexts);
  const { data } = useAnswer<Answer>("/v1/meta");
  const { href } = useLocation();
  return (
    <footer className="shell">
      <span>
        {t("version")} <ApiLink href="/v1/meta">{data?.meta.data_version.slice(0, 12) ?? "…"}</ApiLink>
      </span>
      <a href="/docs">{t("api")}</a>
      <Link to="/claims">{t("claims")}</Link>
      <Keys />
      <span className="print-only">{href}</span>
    </footer>
  );
}
