// Registry of keyboard shortcuts: key, action, and help text.

import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
  /** As in `KeyboardEvent.key`: `/`, `?`, `g`, `Escape`. */
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

/** Shortcuts are disabled while typing. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (isTyping(event.target) && event.key !== "Escape")) {
    return;
  }
  // The browser closes dialogs and popovers on Escape unless a shortcut handles the key.
  if (event.key === "Escape" && document.querySelector("dialog[open], :popover-open") !== null) {
    return;
  }
  // The shortcut declared last has priority.
  const shortcut = known.findLast((item) => item.key === event.key);
  if (shortcut !== undefined) {
    // Escape is passed on to the browser, which closes the open dialog or popover.
    if (event.key !== "Escape") {
      event.preventDefault();
    }
    shortcut.run();
  }
}

/** Listens for all shortcuts; used once, in the shell. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

/** Registers a shortcut while the component is mounted. */
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

/** All active shortcuts, for the help dialog. */
export function useKnownShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => known);
}
