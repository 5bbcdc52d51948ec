// The key of the API that the page asks with. It is held in memory and, so that a reload keeps it, in the session storage of the tab; it
// stands in no address, no text and no file.

import { useSyncExternalStore } from "react";

const NAME = "alliance-key";
const listeners = new Set<() => void>();

/** The session storage; undefined where there is none, or where the browser forbids it. */
function session(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

function stored(): string | undefined {
  const found = session()?.getItem(NAME) ?? "";
  return isKey(found) ? found : undefined;
}

function store(key: string | undefined): void {
  try {
    if (key === undefined) {
      session()?.removeItem(NAME);
    } else {
      session()?.setItem(NAME, key);
    }
  } catch {
    // It is held in memory then, until the page is left.
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

/** Whether a text can be a key at all: what a header takes, without spaces. */
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

/** For a page that the browser had put aside and shows again: a key that was forgotten meanwhile is forgotten here too. */
export function followSession(): void {
  if (held !== undefined && session() !== undefined && stored() === undefined) {
    forgetKey();
  }
}

/** The headers that present a key to the API: the one that is held, unless another is tried. */
export function keyHeaders(key = held): Readonly<Record<string, string>> {
  return key === undefined ? {} : { Authorization: `Bearer ${key}` };
}

/** Whether a key is held. */
export function useHoldsKey(): boolean {
  return useSyncExternalStore(subscribe, holdsKey);
}

/** How often a key was forgotten: what was answered before must not be shown after. */
export function useForgotten(): number {
  return useSyncExternalStore(subscribe, () => forgotten);
}
