// Choices that a browser keeps between visits: the language and the theme. Without storage they last until the page is closed.

/** The local storage; undefined if missing or blocked by the browser. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** The stored value, if it is one of the choices. */
export function remembered<const T extends string>(name: string, choices: readonly T[]): T | undefined {
  const stored = storage()?.getItem(name);
  return choices.find((choice) => choice === stored);
}

/** Stores a value; undefined removes it. */
export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) {
      storage()?.removeItem(name);
    } else {
      storage()?.setItem(name, value);
    }
  } catch {
    // The storage is full or blocked; the choice lasts as long as the page.
  }
}
