// Query field with completion at the cursor.

import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { complete, placeOf, type Completion } from "./completion.ts";
import type { Schema } from "./schema.ts";
import { queryTexts } from "./texts.ts";

interface EditorProps {
  readonly value: string;
  readonly change: (text: string) => void;
  readonly run: () => void;
  readonly schema: Schema | undefined;
}

interface Open extends Completion {
  readonly caret: number;
  readonly at: number;
  /** Scroll position of the field when the list opened. */
  readonly scrolled: { readonly left: number; readonly top: number };
}

export function Editor({ value, change, run, schema }: EditorProps): ReactNode {
  const t = useTexts(queryTexts);
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState<Open>();
  const suggest = (of: HTMLTextAreaElement): void => {
    const caret = of.selectionStart;
    const completion = complete(of.value, caret, schema);
    const scrolled = { left: of.scrollLeft, top: of.scrollTop };
    setOpen(completion.options.length === 0 ? undefined : { ...completion, caret, at: 0, scrolled });
  };
  const take = (index: number): void => {
    const chosen = open?.options[index];
    if (open === undefined || chosen === undefined) {
      return;
    }
    const next = value.slice(0, open.from) + chosen.text + value.slice(open.caret);
    const caret = open.from + chosen.text.length;
    change(next);
    setOpen(undefined);
    // The cursor can be set only after the new text has been rendered.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret, caret);
    });
  };
  const key = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      setOpen(undefined);
      run();
    } else if (event.key === " " && event.ctrlKey) {
      suggest(event.currentTarget);
    } else if (open === undefined) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const count = open.options.length;
      setOpen({ ...open, at: (open.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count });
    } else if (event.key === "Enter" || event.key === "Tab") {
      take(open.at);
    } else if (event.key === "Escape") {
      setOpen(undefined);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div className="editor">
      <label htmlFor={id}>{t("query")}</label>
      <div className="editor-field">
        <textarea
          id={id}
          ref={field}
          className="code"
          value={value}
          rows={Math.min(16, Math.max(5, value.split("\n").length + 1))}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          lang="en"
          placeholder={t("placeholder")}
          aria-autocomplete="list"
          aria-controls={open === undefined ? undefined : `${id}-list`}
          aria-activedescendant={open === undefined ? undefined : `${id}-${open.at}`}
          aria-describedby={`${id}-keys`}
          onChange={(event) => {
            change(event.target.value);
            suggest(event.target);
          }}
          onKeyDown={key}
          onBlur={() => setOpen(undefined)}
          onClick={() => setOpen(undefined)}
        />
        {open !== undefined && <Suggestions id={id} open={open} text={value} take={take} />}
      </div>
      <p id={`${id}-keys`} className="small">
        {t("keys")}
      </p>
    </div>
  );
}

interface SuggestionsProps {
  readonly id: string;
  readonly open: Open;
  readonly text: string;
  readonly take: (index: number) => void;
}

function Suggestions({ id, open, text, take }: SuggestionsProps): ReactNode {
  const t = useTexts(queryTexts);
  const { line, column } = placeOf(text, open.from);
  const style = {
    left: `calc(${Math.min(column, 60)}ch + 0.6rem - ${open.scrolled.left}px)`,
    top: `calc(${(line + 1) * 1.5}em + 0.45rem - ${open.scrolled.top}px)`,
  };
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={t("suggestions")} className="suggestions" style={style}>
      {open.options.map((option, index) => (
        // The focus stays in the field; arrow keys move the selection.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- see above
        <li
          key={option.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === open.at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(index)}
        >
          <span>{option.text}</span> <small>{t(`kind_${option.kind}`)}</small>
        </li>
      ))}
    </ul>
  );
}
