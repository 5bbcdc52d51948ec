// What a draft changes: the conflict, or groups of row differences with examples and the figures before and after.

import type { ReactNode } from "react";

import { Differences } from "@/shared/changes/differences.tsx";
import { Named } from "@/shared/changes/row-link.tsx";
import { useRowNames } from "@/shared/changes/row-names.ts";
import { isRelation } from "@/shared/changes/rows.ts";
import { versionTexts } from "@/shared/changes/texts.ts";
import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";
import { fieldName, wordIn } from "@/shared/names/words.ts";
import { Answered } from "@/shared/states/answered.tsx";

import { Edits } from "./edits.tsx";
import { draftTexts } from "./texts.ts";
import type { Detail } from "./types.ts";

export function Preview({ id }: { readonly id: string }): ReactNode {
  const t = useTexts(draftTexts);
  const changes = useTexts(versionTexts);
  const lang = useLang();
  const answer = useAnswer<Answer<Detail>>(`/v1/drafts/${id}`);
  const typeName = (type: string): string => (isRelation(type) ? relationName(lang, type) : kindName(lang, type));
  return (
    <Answered of={answer}>
      {(data) =>
        data.results.map((draft) => (
          <div key={draft.id}>
            {draft.conflict !== undefined && (
              <p className="refused" role="status">
                {t("conflict")} <span lang="en">{draft.conflict}</span>
              </p>
            )}
            {draft.edits.length > 0 && <Edits of={draft.edits} />}
            {draft.changes !== undefined && draft.changes.length > 0 && <h3>{t("changedRows")}</h3>}
            {draft.changes?.map((group) => (
              <details key={`${group.change} ${group.type} ${group.property}`}>
                <summary>
                  {t("group", {
                    count: group.count,
                    what:
                      group.property === ""
                        ? typeName(group.type)
                        : `${typeName(group.type)} · ${fieldName(lang, group.property, group.type)}`,
                    change: changes(group.change),
                  })}
                </summary>
                <Differences of={group.examples} />
              </details>
            ))}
            {draft.figures !== undefined && draft.figures.length > 0 && (
              <>
                <h3>{t("figures")}</h3>
                <table className="draft-figures">
                  <thead>
                    <tr>
                      <th scope="col">{t("figure")}</th>
                      <th scope="col">{t("before")}</th>
                      <th scope="col">{t("after")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {draft.figures.map((figure) => (
                      <tr key={`${figure.name} ${figure.of}`}>
                        <td>
                          <FigureName name={figure.name} of={figure.of} typeName={typeName} word={(text) => wordIn(lang, text)} />
                        </td>
                        <td className="numeric">{figure.before}</td>
                        <td className="numeric">{figure.after}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </>
            )}
          </div>
        ))
      }
    </Answered>
  );
}

interface FigureNameProps {
  readonly name: string;
  readonly of: string;
  readonly typeName: (type: string) => string;
  readonly word: (text: string) => string;
}

/** `rows` counts a type and an origin, the others the members of an alliance. */
function FigureName({ name, of, typeName, word }: FigureNameProps): ReactNode {
  const t = useTexts(draftTexts);
  const names = useRowNames(name === "rows" ? [] : [of]);
  const [type = "", origin = ""] = of.split(" ");
  return name === "rows" ? (
    t("rows", { type: typeName(type), origin: word(origin) })
  ) : (
    <>
      <Named id={of} names={names} /> · {t(name === "members" ? "members" : "simulated")}
    </>
  );
}
