// Field that finds one entity while typing: Chinese, English, pinyin or a code. The value is its id.

import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { read } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { labelIn, Name } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { optionsAddress, useOptions, useAskedThing, type Option } from "./options.ts";
import "./params.css";
import { paramTexts } from "./texts.ts";

interface ThingPickerProps {
  /** Id of the selected entity; empty if none. */
  readonly value: string;
  /** Types that can be selected; empty means any. */
  readonly types: readonly string[];
  /** Called with the selected id, or an empty text when the field is cleared. */
  readonly onPick: (id: string, thing?: Option) => void;
  readonly label: ReactNode;
  readonly required?: boolean;
  /** Help text below the field. */
  readonly help?: string;
}

const PAUSE = 150;

export function ThingPicker(props: ThingPickerProps): ReactNode {
  const { value, types, onPick, label, required = false, help } = props;
  const t = useTexts(paramTexts);
  const id = useId();
  const [open, setOpen] = useState(false);
  const box = useBox(props, open, setOpen);
  return (
    <div className="param picker">
      <label htmlFor={id}>
        {label}
        {required && <span className="needed"> {t("required")}</span>}
      </label>
      <span className="picker-field">
        <input
          id={id}
          type="text"
          role="combobox"
          autoComplete="off"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && box.options.length > 0 ? `${id}-${box.at}` : undefined}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          aria-required={required}
          placeholder={types.length === 0 || required ? t("type") : t("any")}
          value={box.shown}
          onChange={(event) => box.type(event.target.value)}
          onFocus={(event) => event.target.select()}
          onClick={() => setOpen(true)}
          onBlur={() => box.leave()}
          onKeyDown={(event) => box.key(event)}
        />
        {value !== "" && !required && (
          <button type="button" className="quiet" aria-label={t("clear")} title={t("clear")} onClick={() => onPick("")}>
            ×
          </button>
        )}
      </span>
      {open && <Options id={id} at={box.at} options={box.options} looking={box.looking} several={types.length !== 1} pick={box.pick} />}
      {help !== undefined && (
        <small id={`${id}-help`} className="small">
          {help}
        </small>
      )}
    </div>
  );
}

interface Box {
  readonly shown: string;
  readonly options: readonly Option[];
  readonly at: number;
  readonly looking: boolean;
  readonly type: (text: string) => void;
  readonly leave: () => void;
  readonly key: (event: KeyboardEvent) => void;
  readonly pick: (option: Option) => void;
}

/** The typed text, its suggestions, and the selected one. */
function useBox({ value, types, onPick }: ThingPickerProps, open: boolean, setOpen: (open: boolean) => void): Box {
  const lang = useLang();
  const { origins } = useCommon();
  const { thing, asking } = useAskedThing(value);
  const [draft, setDraft] = useState<string>();
  const [at, setAt] = useState(0);
  const [picked, setPicked] = useState<Option>();
  const text = useSettled(draft ?? "", PAUSE);
  const answer = useOptions(text, types, open);
  const settled = text === (draft ?? "") && !answer.isPlaceholderData && !answer.isFetching;
  const options = (open ? answer.data?.results : undefined) ?? [];
  const close = (): void => {
    setOpen(false);
    setDraft(undefined);
    setAt(0);
  };
  const pick = (option: Option): void => {
    close();
    setPicked(option);
    onPick(option.id, option);
  };
  const choose = async (): Promise<void> => {
    const shown = open ? options[at] : undefined;
    if ((draft ?? "").trim() === "") {
      close();
      if (draft !== undefined) {
        onPick("");
      } else if (shown !== undefined) {
        pick(shown);
      }
      return;
    }
    // After fast typing, Enter selects a match of the current text, not an outdated suggestion.
    const path = settled ? null : optionsAddress(draft ?? "", types, { origin: origins });
    const option = path === null ? shown : (await read<Answer<Option>>(path)).results[0];
    if (option !== undefined) {
      pick(option);
    }
  };
  const key = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      setOpen(true);
      setAt(open ? Math.max(0, Math.min(options.length - 1, at + step)) : 0);
    } else if (event.key === "Enter") {
      void choose();
    } else if (event.key === "Escape" && open) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  };
  const type = (next: string): void => {
    setDraft(next);
    setAt(0);
    setOpen(true);
  };
  const leave = (): void => {
    if (draft?.trim() === "" && value !== "") {
      onPick("");
    }
    close();
  };
  const named = thing ?? (picked?.id === value ? picked : undefined);
  // While the name is loading, nothing is shown instead of the id; a value without a name is shown as entered.
  const shown = draft ?? (named === undefined ? (asking ? "" : value) : labelIn(lang, named));
  return { shown, options, at: Math.min(at, Math.max(0, options.length - 1)), looking: !settled, type, leave, key, pick };
}

interface OptionsProps {
  readonly id: string;
  readonly at: number;
  readonly options: readonly Option[];
  readonly looking: boolean;
  readonly several: boolean;
  readonly pick: (option: Option) => void;
}

function Options({ id, at, options, looking, several, pick }: OptionsProps): ReactNode {
  const t = useTexts(paramTexts);
  const kind = useKind();
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // In recent browsers this returns a promise, which an effect must not return.
    marked.current?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    // A scrollable list would be a tab stop, and it disappears when the field loses the focus.
    <div className="picker-list" tabIndex={-1}>
      {/* Suggestions for an earlier text stay in sight, but cannot be picked by mistake. */}
      <ul id={`${id}-list`} role="listbox" inert={looking}>
        {options.map((option, index) => (
          // The focus stays in the field; arrow keys move the selection.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- see above
          <li
            key={option.id}
            id={`${id}-${index}`}
            ref={index === at ? marked : undefined}
            role="option"
            aria-selected={index === at}
            // Runs before the field loses the focus and the list closes.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(option)}
          >
            <span>
              <Name of={option} />
            </span>
            {option.matched && <span className="small">{t("matched", { alias: option.matched })}</span>}
            {several && <span className="small">{kind(option.type)}</span>}
            <OriginMark origin={option.origin} />
          </li>
        ))}
      </ul>
      {options.length === 0 && (
        <p className="small" role="status">
          {looking ? t("looking") : t("nothing")}
        </p>
      )}
    </div>
  );
}

/** Debounces a text. */
function useSettled(text: string, pause: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === "" ? 0 : pause);
    return () => clearTimeout(timer);
  }, [text, pause]);
  return settled;
}
