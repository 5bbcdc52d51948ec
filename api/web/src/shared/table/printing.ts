// Whether the page is being printed: paper cannot be scrolled, so content truncated on the screen is shown completely.

import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";

let printing = false;

function subscribe(changed: () => void): () => void {
  // The browser captures the page when these events end, so updates must be synchronous.
  const turn = (to: boolean) => (): void => {
    printing = to;
    flushSync(changed);
  };
  const before = turn(true);
  const after = turn(false);
  const media = matchMedia("print");
  const follow = (event: MediaQueryListEvent): void => (event.matches ? before() : after());
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  media.addEventListener("change", follow);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
    media.removeEventListener("change", follow);
  };
}

/** True from before printing until it has finished. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => printing);
}
