// Light or dark: the system's choice, unless the switch in the header was used. The style sheet reads `data-theme` (tokens.css).

import { useSyncExternalStore } from "react";

import { remember, remembered } from "@/shared/memory/memory.ts";

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "alliance-theme";
const listeners = new Set<() => void>();
let chosen: Theme | undefined = remembered(NAME, THEMES);

function system(): MediaQueryList | undefined {
  return typeof matchMedia === "undefined" ? undefined : matchMedia("(prefers-color-scheme: dark)");
}

/** The theme that the page shows. */
export function currentTheme(): Theme {
  return chosen ?? (system()?.matches === true ? "dark" : "light");
}

/** Writes the remembered theme to the page; called once, before the first drawing. */
export function applyTheme(): void {
  if (chosen === undefined) {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = chosen;
  }
}

/** Chooses a theme. The system's own is not stored, so that the page keeps following the system. */
export function chooseTheme(theme: Theme): void {
  const own = system()?.matches === true ? "dark" : "light";
  chosen = theme === own ? undefined : theme;
  remember(NAME, chosen);
  applyTheme();
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  const media = system();
  listeners.add(listener);
  media?.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    media?.removeEventListener("change", listener);
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}
