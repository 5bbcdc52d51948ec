// All relationships of an entity: counts by type, then one table per type.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";
import { OriginCounts } from "@/shared/origin/origin.tsx";
import { Answered, Empty } from "@/shared/states/answered.tsx";
import { DatedNote } from "@/shared/states/dated.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { apiPath } from "./address.ts";
import { Group } from "./group.tsx";
import { keyOf, ordered, type NeighbourCount } from "./groups.ts";
import { entityTexts } from "./texts.ts";

interface RelationsProps {
  readonly of: Thing;
  readonly path: string;
}

export function Relations({ of, path }: RelationsProps): ReactNode {
  const { listed } = useCommon();
  const answer = useAnswer<Answer<NeighbourCount>>(apiPath(path, of.id, "/neighbours/counts"), listed);
  return <Answered of={answer}>{(data) => <Groups data={data} of={of} path={path} />}</Answered>;
}

function Groups({ data, of, path }: RelationsProps & { readonly data: Answer<NeighbourCount> }): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const { listed } = useCommon();
  const groups = ordered(data.results);
  const count = groups.reduce((sum, { relationships }) => sum + relationships, 0);
  return (
    <section>
      <h2 id="relations">{t("relations")}</h2>
      {groups.length === 0 ? (
        <Empty>
          <p>{t("noRelations")}</p>
        </Empty>
      ) : (
        <>
          <p>
            {t("relationsAbout", { count: formatNumber(count, lang) })} <OriginCounts counts={data.meta.origins} />
          </p>
          <p>
            <DatedNote of={data.meta} />
          </p>
          <ul className="plain jump">
            {groups.map((group) => (
              <li key={keyOf(group)}>
                <a href={`#${keyOf(group)}`}>
                  {relationName(lang, group.type, group.direction)} · {kindName(lang, group.node_type, true)}{" "}
                  <b>{formatNumber(group.relationships, lang)}</b>
                </a>
              </li>
            ))}
          </ul>
          {groups.map((group) => (
            <Group key={keyOf(group)} of={of} path={path} group={group} />
          ))}
          <ExportBar path={apiPath(path, of.id, "/neighbours")} query={listed} count={count} cite={data.meta.cite} graph part />
        </>
      )}
    </section>
  );
}
