// Sets the window title from the heading of the page, to distinguish tabs and bookmarks.

import { useEffect } from "react";

/** The title of a page from its heading. */
export function titleOf(content: HTMLElement | null, name: string): string {
  const heading = content?.querySelector("h1");
  // A name stands in an element that says its language; the marks beside it are no part of it.
  const text = heading?.querySelector("[lang]")?.textContent ?? heading?.textContent ?? "";
  return text === "" ? name : `${text} · ${name}`;
}

/** @param name Product name, appended after the heading. */
export function useTitle(name: string): void {
  useEffect(() => {
    const content = document.getElementById("content");
    const write = (): void => {
      document.title = titleOf(content, name);
    };
    const watcher = new MutationObserver(write);
    if (content !== null) {
      watcher.observe(content, { childList: true, subtree: true, characterData: true });
    }
    write();
    return () => watcher.disconnect();
  }, [name]);
}
