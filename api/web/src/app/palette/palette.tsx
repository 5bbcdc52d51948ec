// The command palette: one field for names, questions, measures, pages and actions. A combobox in a dialog: the focus stays in the field,
// the arrow keys move through the list, Enter opens, Ctrl+Enter opens in a new tab, Escape closes.

import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { useSettled } from "@/shared/settled.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Icon } from "@/shared/icons/icon.tsx";
import { useShortcut } from "@/shared/keys/registry.ts";

import type { Entry } from "./entries.ts";
import { List } from "./list.tsx";
import { moved } from "./moved.ts";
import "./palette.css";
import { paletteTexts } from "./texts.ts";
import { useEntries } from "./use-entries.ts";

export function Palette(): ReactNode {
  const t = useTexts(paletteTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const show = (): void => {
    if (dialog.current?.open === false) {
      dialog.current.showModal();
      setOpen(true);
    }
  };
  useShortcut("/", t("shortcut"), show);
  useControlKey(show);
  return (
    <>
      <button type="button" className="palette-button" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" onClick={show}>
        <Icon name="search" />
        <span>{t("open")}</span>
        <kbd aria-hidden="true">{IS_MAC ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <dialog ref={dialog} className="palette" aria-label={t("label")} onClose={() => setOpen(false)}>
        {open && <Choosing close={() => dialog.current?.close()} />}
      </dialog>
    </>
  );
}

const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Ctrl K and ⌘ K, also while typing. */
function useControlKey(show: () => void): void {
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        latest.current();
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

function Choosing({ close }: { readonly close: () => void }): ReactNode {
  const t = useTexts(paletteTexts);
  const id = useId();
  const open = useOpening(close);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  // Enter before the results of the text are there opens the first of them when they are.
  const [waiting, setWaiting] = useState(false);
  const typed = text.trim();
  const asked = useSettled(typed);
  const { groups, busy } = useEntries(asked, true);
  const settled = asked === typed && !busy;
  const all: readonly Entry[] =
    typed === "" ? [] : [{ id: "all", label: t("all", { text: typed }), aside: "", to: { path: "/search", search: { q: typed } } }];
  const entries = [...groups.flatMap((group) => group.entries), ...all];
  const chosen = entries[Math.min(at, entries.length - 1)];
  useEffect(() => {
    if (waiting && settled && chosen !== undefined) {
      open(chosen, false);
    }
  }, [waiting, settled, chosen, open]);
  const key = (event: KeyboardEvent): void => {
    const to = moved(at, event.key, entries.length);
    if (to !== undefined) {
      event.preventDefault();
      setAt(to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (settled && chosen !== undefined) {
        open(chosen, event.ctrlKey || event.metaKey);
      } else {
        setWaiting(true);
      }
    }
  };
  return (
    <>
      <div className="palette-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          // The dialog was opened to type in it.
          // eslint-disable-next-line jsx-a11y/no-autofocus -- see above
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          placeholder={t("field")}
          aria-label={t("label")}
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen === undefined ? undefined : `${id}-${entries.indexOf(chosen)}`}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setWaiting(false);
          }}
          onKeyDown={key}
        />
        <button type="button" className="palette-close" onClick={close}>
          {t("close")}
        </button>
      </div>
      <List id={id} groups={groups} rest={all} chosen={chosen} open={open} />
      {settled && typed !== "" && groups.length === 0 && <p className="palette-nothing">{t("nothing")}</p>}
      <span className="visually-hidden" role="status">
        {typed === "" ? "" : settled ? t("count", { count: entries.length }) : t("busy")}
      </span>
      <Keys />
    </>
  );
}

function useOpening(close: () => void): (entry: Entry, newTab: boolean) => void {
  const navigate = useNavigate();
  const router = useRouter();
  return (entry, newTab) => {
    close();
    const { to, run } = entry;
    if (to !== undefined && newTab) {
      window.open(router.buildLocation({ to: to.path, search: to.search } as never).href, "_blank", "noopener");
    } else if (to !== undefined) {
      void navigate({ to: to.path, search: to.search } as never);
    } else {
      run?.();
    }
  };
}

function Keys(): ReactNode {
  const t = useTexts(paletteTexts);
  return (
    <p className="palette-keys" aria-hidden="true">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> {t("choose")}
      </span>
      <span>
        <kbd>↵</kbd> {t("go")}
      </span>
      <span>
        <kbd>{IS_MAC ? "⌘" : "Ctrl"}</kbd> <kbd>↵</kbd> {t("newTab")}
      </span>
      <span>
        <kbd>Esc</kbd> {t("close")}
      </span>
    </p>
  );
}
