// The API key of the page. It is kept in memory and in the session storage of the tab, so that it survives a reload. It never
// appears in URLs, texts or files.

import { useSyncExternalStore } from "react";

const NAME = "alliance-key";
const listeners = new Set<() => void>();

/** The session storage; undefined if missing or blocked by the browser. */
function session(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

function stored(): string | undefined {
  const saved = session()?.getItem(NAME) ?? "";
  return isKey(saved) ? saved : undefined;
}

function store(key: string | undefined): void {
  try {
    if (key === undefined) {
      session()?.removeItem(NAME);
    } else {
      session()?.setItem(NAME, key);
    }
  } catch {
    // The key then stays in memory until the page is closed.
  }
}

let held = stored();
let forgotten = 0;

function change(key: string | undefined): void {
  held = key;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether a text can be a key: characters allowed in a header, without spaces. */
export function isKey(text: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(text);
}

export function holdsKey(): boolean {
  return held !== undefined;
}

export function holdKey(key: string): void {
  store(key);
  change(key);
}

export function forgetKey(): void {
  store(undefined);
  forgotten += 1;
  change(undefined);
}

/** For pages restored from the back/forward cache: a key forgotten in the meantime is also forgotten here. */
export function followSession(): void {
  if (held !== undefined && session() !== undefined && stored() === undefined) {
    forgetKey();
  }
}

/** Headers with the stored key, or with a key to be tested. */
export function keyHeaders(key = held): Readonly<Record<string, string>> {
  return key === undefined ? {} : { Authorization: `Bearer ${key}` };
}

/** Whether a key is stored. */
export function useHoldsKey(): boolean {
  return useSyncExternalStore(subscribe, holdsKey);
}

/** Counts how often a key was forgotten; earlier data must not be shown afterwards. */
export function useForgotten(): number {
  return useSyncExternalStore(subscribe, () => forgotten);
}
