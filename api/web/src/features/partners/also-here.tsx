// Other named schools and enterprises in the county, for which the data has no reason. Absence from the ranking is not a negative.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { useKind } from "@/shared/names/kinds.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Failure, Loading } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { ShortlistButton } from "./candidate.tsx";
import type { Candidate } from "./candidates.ts";
import { STATE } from "./state.ts";
import { partnersTexts } from "./texts.ts";

const SHOWN = 24;

interface AlsoHereProps {
  readonly county: string;
  readonly place: string;
  readonly candidates: readonly Candidate[];
}

export function AlsoHere({ county, place, candidates }: AlsoHereProps): ReactNode {
  const t = useTexts(partnersTexts);
  const kind = useKind();
  const { undated } = useCommon();
  const [{ for: asking, only }] = useUrl(STATE);
  const parts = ["!kind:unnamed group", `county:${county}`, ...(asking.startsWith("alliance:") ? [`!member_of:${asking}`] : [])];
  const query = { filter: parts.join(","), per_page: 100, sort: "origin,name", ...undated };
  const schools = useAnswer<Answer<Ref>>(only === "enterprise" ? null : "/v1/schools", query);
  const enterprises = useAnswer<Answer<Ref>>(only === "school" ? null : "/v1/enterprises", query);
  const listed = new Set(candidates.map(({ id }) => id));
  const waiting = [schools, enterprises].find(({ isPending, fetchStatus }) => isPending && fetchStatus !== "idle");
  const failed = [schools, enterprises].find(({ isError }) => isError);
  const others = [...(schools.data?.results ?? []), ...(enterprises.data?.results ?? [])].filter(
    ({ id }) => !listed.has(id) && id !== asking,
  );
  return (
    <section aria-labelledby="also-here">
      <h2 id="also-here">{t("alsoHere", { place })}</h2>
      {waiting !== undefined && <Loading />}
      {failed?.error && <Failure error={failed.error} retry={() => void failed.refetch()} />}
      <p className="small">
        {waiting !== undefined || failed !== undefined ? "" : others.length === 0 ? t("noOthers") : t("alsoHereAbout")}
      </p>
      <ul className="plain others">
        {others.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <ThingLink of={one} /> <span className="small">{kind(one.type)}</span> <OriginMark origin={one.origin} />{" "}
            <ShortlistButton of={one} short />
          </li>
        ))}
      </ul>
      {others.length > SHOWN && <p className="small">{t("moreThere")}</p>}
    </section>
  );
}
