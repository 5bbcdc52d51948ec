// Fields shared by several forms.

import { useState, type ReactNode } from "react";

import type { Ref } from "@/shared/api/types.ts";
import { useLang } from "@/shared/i18n/texts.ts";
import { wordIn } from "@/shared/names/words.ts";

/** The picked id; by default that of the school whose programs are listed. */
export function useListedSchool(of: Ref | undefined): readonly [string, (id: string) => void] {
  const [picked, pick] = useState<string>();
  return [picked ?? (of?.type === "School" ? of.id : ""), pick];
}

interface WordChoiceProps<W extends string> {
  readonly label: string;
  readonly words: readonly W[];
  readonly value: W;
  readonly onChoose: (word: W) => void;
}

/** One of several choices of the model. */
export function WordChoice<W extends string>({ label, words, value, onChoose }: WordChoiceProps<W>): ReactNode {
  const lang = useLang();
  return (
    <div className="param">
      <label>
        {label}
        <select value={value} onChange={(event) => onChoose(event.target.value as W)}>
          {words.map((word) => (
            <option key={word} value={word}>
              {wordIn(lang, word)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
