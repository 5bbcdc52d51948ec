// Start page of the explorer, shown when the URL names no entity.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Name, NAME_FIELDS } from "@/shared/names/names.tsx";
import { ThingPicker } from "@/shared/params/picker.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { useUrl } from "@/shared/url/url.ts";

import { EXPLORE } from "./address.ts";
import { exploreTexts } from "./texts.ts";

const SOME = 12;

export function Start(): ReactNode {
  const t = useTexts(exploreTexts);
  const [{ start }, change] = useUrl(EXPLORE);
  const begin = (id: string): void => change({ start: id, open: null, at: "" });
  return (
    <section>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <section className="panel explore-begin">
        <ThingPicker value={start} types={[]} label={t("begin")} help={t("beginHelp")} onPick={begin} />
      </section>
      <h2>{t("suggestions")}</h2>
      <div className="cards">
        <Suggested title={t("alliances")} path="/v1/alliances" begin={begin} />
        <Suggested title={t("counties")} path="/v1/counties" begin={begin} />
        <Suggested title={t("schools")} path="/v1/schools" filter="kind:named,origin:documented" begin={begin} />
      </div>
    </section>
  );
}

interface SuggestedProps {
  readonly title: string;
  readonly path: string;
  readonly filter?: string;
  readonly begin: (id: string) => void;
}

function Suggested({ title, path, filter, begin }: SuggestedProps): ReactNode {
  const { query } = useCommon();
  const { data } = useAnswer<Answer<Ref>>(path, { select: NAME_FIELDS, filter, per_page: SOME, ...query });
  return data === undefined || data.results.length === 0 ? null : (
    <div className="card">
      <h3>{title}</h3>
      <p className="begin-with">
        {data.results.map((thing) => (
          <button key={thing.id} type="button" onClick={() => begin(thing.id)}>
            <Name of={thing} />
          </button>
        ))}
      </p>
    </div>
  );
}
