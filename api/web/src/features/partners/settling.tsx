// A field with a debounced value, so that not every key press sends a request.

import { useEffect, useId, useRef, useState, type ReactNode } from "react";

const PAUSE = 350;

/** A draft value; `settle` is called after a short pause. */
export function useSettling<T extends string | number>(value: T, settle: (value: T) => void): readonly [T, (value: T) => void] {
  const [draft, setDraft] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setDraft(value);
  }
  const latest = useRef(settle);
  useEffect(() => {
    latest.current = settle;
  });
  useEffect(() => {
    if (draft === value) {
      return undefined;
    }
    const timer = setTimeout(() => latest.current(draft), PAUSE);
    return () => clearTimeout(timer);
  }, [draft, value]);
  return [draft, setDraft];
}

interface SettlingProps {
  readonly label: string;
  readonly value: string;
  readonly onSettle: (value: string) => void;
  readonly type?: "text" | "number";
  readonly help?: string;
}

export function Settling({ label, value, onSettle, type = "text", help }: SettlingProps): ReactNode {
  const id = useId();
  const [draft, setDraft] = useSettling(value, onSettle);
  const number = type === "number" ? { min: 1, max: 1_000_000 } : { maxLength: 200 };
  return (
    <div className="param">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        {...number}
        value={draft}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={(event) => (type === "text" || event.target.validity.valid) && setDraft(event.target.value)}
      />
      {help !== undefined && (
        <small id={`${id}-help`} className="small">
          {help}
        </small>
      )}
    </div>
  );
}
