// Row differences as a table: what changed, in which row, from which value to which.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { capital, fieldName, wordIn } from "@/shared/names/words.ts";
import { ScrollArea } from "@/shared/scroll.tsx";

import "./changes.css";
import { RowLink } from "./row-link.tsx";
import { useRowNames } from "./row-names.ts";
import { versionTexts } from "./texts.ts";

export interface Difference {
  readonly change: "added" | "changed" | "removed";
  readonly type: string;
  readonly row: string;
  readonly property: string;
  readonly old: string;
  readonly new: string;
}

export function Differences({ of }: { readonly of: readonly Difference[] }): ReactNode {
  const t = useTexts(versionTexts);
  const lang = useLang();
  const names = useRowNames(of.map(({ row }) => row));
  return (
    <ScrollArea className="table-scroll changes" label={t("change")}>
      <table>
        <thead>
          <tr>
            {(["change", "row", "property", "old", "new"] as const).map((name) => (
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
              <td>
                <RowLink type={item.type} row={item.row} names={names} />
              </td>
              <td>{item.property === "" ? "" : capital(fieldName(lang, item.property, item.type))}</td>
              <td>{wordIn(lang, item.old, { type: item.type, name: item.property })}</td>
              <td>{wordIn(lang, item.new, { type: item.type, name: item.property })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
