import { useEffect, useRef, type ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";

import type { Entry, EntryGroup } from "./entries.ts";
import { paletteTexts } from "./texts.ts";

interface ListProps {
  readonly id: string;
  readonly groups: readonly EntryGroup[];
  /** Entries below the groups. */
  readonly rest: readonly Entry[];
  readonly chosen: Entry | undefined;
  readonly open: (entry: Entry, newTab: boolean) => void;
}

export function List({ id, groups, rest, chosen, open }: ListProps): ReactNode {
  const t = useTexts(paletteTexts);
  const entries = [...groups.flatMap((group) => group.entries), ...rest];
  const row = (entry: Entry): ReactNode => (
    <Row key={entry.id} id={`${id}-${entries.indexOf(entry)}`} of={entry} chosen={entry === chosen} open={open} />
  );
  return (
    <div id={`${id}-list`} role="listbox" aria-label={t("results")} className="palette-list">
      {groups.map(({ name, entries: own }) => (
        <div key={name} role="group" aria-labelledby={`${id}-${name}`}>
          <p id={`${id}-${name}`} className="palette-group">
            {t(name)}
          </p>
          {own.map(row)}
        </div>
      ))}
      {rest.map(row)}
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly of: Entry;
  readonly chosen: boolean;
  readonly open: (entry: Entry, newTab: boolean) => void;
}

function Row({ id, of, chosen, open }: RowProps): ReactNode {
  const lang = useLang();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) {
      row.current?.scrollIntoView({ block: "nearest" });
    }
  }, [chosen]);
  return (
    // The focus stays in the field, which handles the keys.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={chosen}
      className="palette-row"
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => open(of, event.ctrlKey || event.metaKey)}
    >
      <span className="palette-label" lang={of.other === true ? (lang === "zh" ? "en" : "zh") : undefined}>
        {of.label}
      </span>
      <span className="palette-aside">
        {of.aside}
        {of.origin !== undefined && <OriginMark origin={of.origin} />}
      </span>
    </div>
  );
}
