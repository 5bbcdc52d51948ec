// Sets the window title from the heading of the page, to distinguish tabs and bookmarks.

import { useEffect } from "react";

/** @param name Product name, appended after the heading. */
export function useTitle(name: string): void {
  useEffect(() => {
    const content = document.getElementById("content");
    const write = (): void => {
      const heading = content?.querySelector("h1");
      // A name is inside an element with a lang attribute; the labels next to it are not part of the name.
      const text = heading?.querySelector("[lang]")?.textContent ?? heading?.textContent ?? "";
      document.title = text === "" ? name : `${text} · ${name}`;
    };
    const watcher = new MutationObserver(write);
    if (content !== null) {
      watcher.observe(content, { childList: true, subtree: true, characterData: true });
    }
    write();
    return () => watcher.disconnect();
  }, [name]);
}
