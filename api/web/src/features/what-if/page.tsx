// What-if page: open, close, move and resize programs, add partnerships and members; measures before and after.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Ref } from "@/shared/api/types.ts";
import { useTexts } from "@/shared/i18n/texts.ts";
import { Name, NAME_FIELDS } from "@/shared/names/names.tsx";
import { useThing } from "@/shared/params/options.ts";
import { ThingPicker } from "@/shared/params/picker.tsx";
import { useUrl } from "@/shared/url/url.ts";

import { WHAT_IF } from "./address.ts";
import { Opening } from "./opening.tsx";
import { PlanPanel } from "./plan.tsx";
import { Programs } from "./programs.tsx";
import { Results } from "./results.tsx";
import { whatIfTexts } from "./texts.ts";
import { Joining, Partnering } from "./ties.tsx";
import "./what-if.css";

export default function Page(): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ of }, change] = useUrl(WHAT_IF);
  const thing = useThing(of);
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <div className="what-if">
        <div>
          <section className="panel" aria-labelledby="programs">
            <h2 id="programs">{t("programs")}</h2>
            <div className="scope">
              <ThingPicker
                value={of}
                types={["County", "School"]}
                onPick={(id) => change({ of: id })}
                label={t("scope")}
                help={t("scopeAbout")}
              />
            </div>
            {thing === undefined ? <Start /> : <Programs key={thing.id} of={thing} />}
            <Opening of={thing} />
          </section>
          <section className="panel ties" aria-labelledby="ties">
            <h2 id="ties">{t("ties")}</h2>
            <Partnering of={thing} />
            <Joining of={thing} />
          </section>
        </div>
        <PlanPanel />
      </div>
      <Results />
    </>
  );
}

/** Maximum number of county buttons. */
const SHOWN = 24;

/** Start: choose a county. */
function Start(): ReactNode {
  const t = useTexts(whatIfTexts);
  const [{ of }, change] = useUrl(WHAT_IF);
  const { data } = useAnswer<Answer<Ref>>("/v1/counties", { select: NAME_FIELDS, per_page: SHOWN });
  const more = (data?.meta.total ?? 0) - (data?.results.length ?? 0);
  return of !== "" ? null : (
    <>
      <p>{t("pick")}</p>
      <p className="starts">
        {data?.results.map((county) => (
          <button key={county.id} type="button" onClick={() => change({ of: county.id })}>
            <Name of={county} />
          </button>
        ))}
        {more > 0 && <span className="quiet">{t("moreCounties", { count: more })}</span>}
      </p>
    </>
  );
}
