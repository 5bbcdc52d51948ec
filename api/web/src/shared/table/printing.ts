// Whether the page is being printed: paper cannot be scrolled, so what is cut for the screen stands whole on it.

import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";

let printing = false;

function subscribe(changed: () => void): () => void {
  // The browser takes the page as it stands when these events are over, so nothing is put off.
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

/** True from before the page is put on paper until that is done. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => printing);
}
