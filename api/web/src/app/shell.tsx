// The frame of every page: search, navigation, language, origin switch, and information about the data.

import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState, type SubmitEvent, type ReactNode } from "react";

import { ForgetKey } from "@/shared/access/forget.tsx";
import { KeyNeeded } from "@/shared/access/form.tsx";
import { ApiLink } from "@/shared/access/link.tsx";
import { useForgotten } from "@/shared/api/key.ts";
import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { AuditDialog } from "@/shared/figures/dialog.tsx";
import { browserLang, setLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { useCompositionGuard } from "@/shared/keys/composition.ts";
import { useShortcut, useShortcuts } from "@/shared/keys/registry.ts";
import { useCommon } from "@/shared/url/common.ts";
import { text, useUrl } from "@/shared/url/url.ts";

import { Arrival } from "./arrival.tsx";
import { Keys } from "./keys.tsx";
import { Nav } from "./nav.tsx";
import { shellTexts } from "./texts.ts";
import { useTitle } from "./title.ts";

const LANG = { lang: text() };

export function Shell(): ReactNode {
  const t = useTexts(shellTexts);
  const [{ lang: given }] = useUrl(LANG);
  const lang: Lang = given === "en" || given === "zh" ? given : browserLang();
  setLang(lang);
  useCompositionGuard();
  useShortcuts();
  useTitle(t("title"));
  useFocusAnew();
  return (
    <>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <Header lang={lang} />
      <SimulatedBanner />
      <main id="content" tabIndex={-1}>
        <KeyNeeded />
        <Outlet />
      </main>
      <Footer />
      <Arrival name={t("title")} />
      <AuditDialog />
    </>
  );
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

function Header({ lang }: { readonly lang: Lang }): ReactNode {
  const t = useTexts(shellTexts);
  const common = useCommon();
  return (
    <header className="shell">
      <Link to="/" className="brand">
        {t("title")}
      </Link>
      <SearchBox />
      <div className="controls">
        <span role="group" aria-label={t("origins")} className="switch">
          {(["all", "documented"] as const).map((origin) => (
            <button key={origin} type="button" aria-pressed={common.origin === origin} onClick={() => common.change({ origin })}>
              {t(origin)}
            </button>
          ))}
        </span>
        <AsOf />
        <button type="button" lang={lang === "zh" ? "en" : "zh"} onClick={() => common.change({ lang: lang === "zh" ? "en" : "zh" })}>
          {t("language")}
        </button>
        <Keys />
        <ForgetKey />
      </div>
      <Nav />
    </header>
  );
}

function SearchBox(): ReactNode {
  const t = useTexts(shellTexts);
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", t("toSearch"), () => input.current?.focus());
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const q = input.current?.value.trim() ?? "";
    if (q !== "") {
      void navigate({ to: "/search", search: { q } });
    }
  };
  return (
    <form role="search" className="search-box" onSubmit={submit}>
      <input ref={input} type="search" name="q" placeholder={t("search")} aria-label={t("search")} autoComplete="off" maxLength={100} />
      <button type="submit">{t("searchGo")}</button>
    </form>
  );
}

/** The reference date; applied only when complete, so that no partial date is requested. */
function AsOf(): ReactNode {
  const t = useTexts(shellTexts);
  const { asOf, change } = useCommon();
  const [draft, setDraft] = useState(asOf);
  const [shown, setShown] = useState(asOf);
  if (shown !== asOf) {
    setShown(asOf);
    setDraft(asOf);
  }
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change({ as_of: draft });
  };
  return (
    <form onSubmit={submit} className="as-of">
      <label>
        {t("asOf")}{" "}
        <input
          value={draft}
          size={9}
          placeholder="2024"
          title={t("asOfAbout")}
          pattern="\d{4}(-\d{2}(-\d{2})?)?"
          onChange={(event) => setDraft(event.target.value)}
          onBlur={(event) => event.target.validity.valid && draft !== asOf && change({ as_of: draft })}
        />
      </label>
    </form>
  );
}

interface MetaRow {
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

function SimulatedBanner(): ReactNode {
  const t = useTexts(shellTexts);
  const { origin } = useCommon();
  const { data } = useAnswer<Answer<MetaRow>>("/v1/meta");
  const any = Object.values(data?.results[0]?.counts ?? {}).some((counts) => (counts["simulated"] ?? 0) > 0);
  return origin === "all" && any ? (
    <p className="banner" role="note">
      {t("simulated")}
    </p>
  ) : null;
}

function Footer(): ReactNode {
  const t = useTexts(shellTexts);
  const { data } = useAnswer<Answer<MetaRow>>("/v1/meta");
  const { href } = useLocation();
  return (
    <footer className="shell">
      <span>
        {t("version")} <ApiLink href="/v1/meta">{data?.meta.data_version.slice(0, 12) ?? "…"}</ApiLink>
      </span>
      <a href="/docs">{t("api")}</a>
      <Link to="/claims">{t("claims")}</Link>
      <span className="print-only">{href}</span>
    </footer>
  );
}
