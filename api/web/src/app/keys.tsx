// Help dialog with the keyboard shortcuts of the current page.

import { useRef, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useKnownShortcuts, useShortcut } from "@/shared/keys/registry.ts";

import { shellTexts } from "./texts.ts";

export function Keys(): ReactNode {
  const t = useTexts(shellTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const shortcuts = useKnownShortcuts();
  useShortcut("?", t("toHelp"), () => dialog.current?.showModal());
  useShortcut("Escape", t("back"), () => {
    if (document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
  });
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {t("shortcuts")}
      </button>
      <dialog ref={dialog} aria-label={t("shortcutsAbout")}>
        <h2>{t("shortcutsAbout")}</h2>
        <dl className="keys">
          {shortcuts.map((item) => (
            <div key={`${item.key} ${item.label}`}>
              <dt>
                <kbd>{item.key}</kbd>
              </dt>
              <dd>{item.label}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">{t("close")}</button>
        </form>
      </dialog>
    </>
  );
}
