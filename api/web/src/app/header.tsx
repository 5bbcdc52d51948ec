// The header: name, the five entries, the palette, language and theme; below them what the page counts.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { rememberLang, useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { useCommon } from "@/shared/url/common.ts";

import { ContextBar } from "./context-bar.tsx";
import { Nav } from "./nav.tsx";
import { Palette } from "./palette/palette.tsx";
import { shellTexts } from "./texts.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

export function Header(): ReactNode {
  const t = useTexts(shellTexts);
  return (
    <header className="shell">
      <div className="top">
        <Link to="/" className="brand">
          <Logo />
          {t("title")}
        </Link>
        <Nav />
        <Palette />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <ContextBar />
    </header>
  );
}

function Logo(): ReactNode {
  return (
    <svg className="logo" viewBox="0 0 28 28" aria-hidden="true">
      <rect width="28" height="28" rx="7" />
      <path d="M8 19.5 14 9l6 10.5" />
      <path d="M8 19.5h12" strokeDasharray="2.4 2.4" />
      <circle cx="14" cy="8.6" r="3" />
      <circle cx="7.6" cy="19.6" r="3" />
      <circle cx="20.4" cy="19.6" r="3" />
    </svg>
  );
}

function LanguageSwitch(): ReactNode {
  const t = useTexts(shellTexts);
  const { change } = useCommon();
  const other: Lang = useLang() === "zh" ? "en" : "zh";
  const choose = (): void => {
    rememberLang(other);
    change({ lang: other });
  };
  return (
    <button type="button" className="icon-button" lang={other} onClick={choose}>
      {t("language")}
    </button>
  );
}
