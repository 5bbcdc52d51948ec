// One registry of keyboard shortcuts: what is pressed, what it does, and in which words the help shows it.

import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
  /** As `KeyboardEvent.key` names it: `/`, `?`, `g`, `Escape`. */
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
}

let known: readonly Shortcut[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Shortcut[]): void {
  known = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** While typing, letters are letters. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (isTyping(event.target) && event.key !== "Escape")) {
    return;
  }
  // What lies above the page is closed by the browser, unless somebody takes the key away from it.
  if (event.key === "Escape" && document.querySelector("dialog[open], :popover-open") !== null) {
    return;
  }
  // The one declared last stands nearest to what is looked at.
  const found = known.findLast((item) => item.key === event.key);
  if (found !== undefined) {
    // Escape goes on to the browser, which closes the dialog or the popover that is open.
    if (event.key !== "Escape") {
      event.preventDefault();
    }
    found.run();
  }
}

/** Listens for all shortcuts; once, in the shell. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

/** Declares a shortcut for as long as the component is shown. */
export function useShortcut(key: string, label: string, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const item: Shortcut = { key, label, run: () => latest.current() };
    change([...known, item]);
    return () => change(known.filter((other) => other !== item));
  }, [key, label]);
}

/** All shortcuts that work now, for the help. */
export function useKnownShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => known);
}
