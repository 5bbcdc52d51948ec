// Keys that an input method uses while it composes (Enter to confirm, Escape to cancel, arrows to choose) belong to the input method.

import { useEffect } from "react";

/** Process key code. Safari ends the composition before it sends the key that confirmed it, with `isComposing` false and this code. */
const PROCESS = 229;

/** Whether an input method handles this key press. */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- only this code identifies the last key press in Safari
  return event.isComposing || event.keyCode === PROCESS;
}

/**
 * Keep key presses and implicit form submissions from all text fields while an input method composes.
 *
 * The shell calls it once. It listens before any field, so no field needs a check of its own.
 */
export function useCompositionGuard(): void {
  useEffect(() => {
    const listeners = new AbortController();
    const options = { capture: true, signal: listeners.signal };
    let composing: EventTarget | null = null;
    window.addEventListener("compositionstart", (event) => (composing = event.target), options);
    window.addEventListener("compositionend", () => (composing = null), options);
    window.addEventListener("keydown", (event) => isComposing(event) && event.stopPropagation(), options);
    window.addEventListener(
      "submit",
      (event) => {
        // A field that was removed while it composed sends no end; it no longer has the focus.
        const field = document.activeElement;
        if (field !== null && field === composing && event.target instanceof Node && event.target.contains(field)) {
          event.preventDefault();
          event.stopPropagation();
        }
      },
      options,
    );
    return () => listeners.abort();
  }, []);
}
