// Field for several entities: the selected ones are listed below it and can be removed.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labelIn, ThingLink } from "@/shared/names/names.tsx";

import { useThing } from "./options.ts";
import { ThingPicker } from "./picker.tsx";
import { paramTexts } from "./texts.ts";

interface ThingsPickerProps {
  readonly values: readonly string[];
  readonly types: readonly string[];
  readonly onPick: (ids: readonly string[]) => void;
  readonly label: ReactNode;
  readonly help?: string;
}

export function ThingsPicker({ values, types, onPick, label, help }: ThingsPickerProps): ReactNode {
  const add = (id: string): void => {
    if (id !== "" && !values.includes(id)) {
      onPick([...values, id]);
    }
  };
  return (
    <div>
      <ThingPicker value="" types={types} onPick={add} label={label} {...(help === undefined ? {} : { help })} />
      {values.length > 0 && (
        <ul className="picked">
          {values.map((id) => (
            <Picked key={id} id={id} out={() => onPick(values.filter((other) => other !== id))} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Picked({ id, out }: { readonly id: string; readonly out: () => void }): ReactNode {
  const t = useTexts(paramTexts);
  const lang = useLang();
  const thing = useThing(id);
  const name = thing === undefined ? "…" : labelIn(lang, thing);
  return (
    <li>
      {thing === undefined ? name : <ThingLink of={thing} />}
      <button type="button" className="quiet" aria-label={t("remove", { name })} title={t("remove", { name })} onClick={out}>
        ×
      </button>
    </li>
  );
}
