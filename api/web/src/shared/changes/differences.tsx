// Row differences as a table: what changed, in which row, from which value to which.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";
import { fieldName } from "@/shared/names/words.ts";
import { ScrollArea } from "@/shared/scroll.tsx";

import { versionTexts } from "./texts.ts";

export interface Difference {
  readonly change: "added" | "changed" | "removed";
  readonly type: string;
  readonly row: string;
  readonly property: string;
  readonly old: string;
  readonly new: string;
}

/** Relationship types are in capitals. */
export function isRelation(type: string): boolean {
  return type === type.toUpperCase();
}

export function Differences({ of }: { readonly of: readonly Difference[] }): ReactNode {
  const t = useTexts(versionTexts);
  const lang = useLang();
  return (
    <ScrollArea className="table-scroll" label={t("change")}>
      <table>
        <thead>
          <tr>
            {(["change", "type", "row", "property", "old", "new"] as const).map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map((item) => (
            <tr key={`${item.change} ${item.row} ${item.property}`}>
              <td>{t(item.change)}</td>
              <td>{isRelation(item.type) ? relationName(lang, item.type) : kindName(lang, item.type)}</td>
              <td className="code">{item.row}</td>
              <td>{item.property === "" ? "" : fieldName(lang, item.property, item.type)}</td>
              <td>{item.old}</td>
              <td>{item.new}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
