// After a link is followed, the focus goes to the heading of the new page, and the title is announced.

import { useRouter } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";

import { titleOf } from "./title.ts";

/** @param name of the site; the title ends with it. */
export function Arrival({ name }: { readonly name: string }): ReactNode {
  const router = useRouter();
  const [title, setTitle] = useState("");
  useEffect(() => {
    const content = document.getElementById("content");
    if (content === null) {
      return undefined;
    }
    let followed = false;
    // Whether the user has moved on since the link was followed: the code of the new page may arrive seconds later.
    let moved = false;
    // Until the next key press or click: a heading may arrive late, or replace an earlier one.
    let arriving = false;
    const arrive = (): void => {
      const heading = content.querySelector("h1");
      if (arriving && heading !== null) {
        if (heading !== document.activeElement) {
          heading.tabIndex = -1;
          heading.focus({ preventScroll: true });
        }
        setTitle(titleOf(content, name));
      }
    };
    const stop = (): void => {
      arriving = false;
      moved = true;
    };
    const listeners = new AbortController();
    const options = { capture: true, signal: listeners.signal };
    window.addEventListener("keydown", stop, options);
    window.addEventListener("pointerdown", stop, options);
    window.addEventListener("focusin", (event) => event.target !== content.querySelector("h1") && stop(), options);
    window.addEventListener(
      "click",
      (event) => {
        followed = event.target instanceof Element && event.target.closest("a") !== null;
      },
      options,
    );
    const unsubscribeStart = router.subscribe("onBeforeNavigate", () => {
      moved = false;
    });
    const unsubscribe = router.subscribe("onRendered", ({ fromLocation, pathChanged, hrefChanged }) => {
      if (!moved && fromLocation !== undefined && (pathChanged || (hrefChanged && followed))) {
        arriving = true;
        arrive();
      }
      followed = false;
    });
    const watcher = new MutationObserver(arrive);
    watcher.observe(content, { childList: true, subtree: true, characterData: true });
    return () => {
      listeners.abort();
      unsubscribeStart();
      unsubscribe();
      watcher.disconnect();
    };
  }, [router, name]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {title}
    </p>
  );
}
