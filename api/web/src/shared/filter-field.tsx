// A search field whose text is in the address. The address changes a moment after the field. A field that waited for it would
// disturb an input method, so the field takes a value from the address only while it does not have the focus.

import { useEffect, useRef, type ReactNode } from "react";

interface FilterFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
  /** Label and placeholder of a field without a `label` element. */
  readonly label?: string;
}

export function FilterField({ value, onChange, className, label }: FilterFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current !== null && field.current !== document.activeElement) {
      field.current.value = value;
    }
  }, [value]);
  return (
    <input
      ref={field}
      type="search"
      className={className}
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
