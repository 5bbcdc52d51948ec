// Paths between two entities: requested here, drawn as thick lines.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { ThingPicker } from "@/shared/params/picker.tsx";
import { Failure, Loading } from "@/shared/states/answered.tsx";

import type { Exploring, FoundChain } from "./exploring.ts";
import { exploreTexts } from "./texts.ts";

export function Path({ of }: { readonly of: Exploring }): ReactNode {
  const t = useTexts(exploreTexts);
  const { from, to, around } = of.url;
  const asked = from !== "" && to !== "" && from !== to;
  const { isFetching, isError, error } = of.chainsAsked;
  return (
    <section className="panel explore-path" aria-label={t("pathTitle")}>
      <h2>{t("pathTitle")}</h2>
      <div className="params">
        <ThingPicker value={from} types={[]} label={t("pathFrom")} onPick={(id) => of.act({ from: id, chain: 0 })} />
        <ThingPicker
          value={to}
          types={[]}
          label={t("pathTo")}
          onPick={(id) => of.act({ to: id, from: from === "" ? of.marked : from, chain: 0 })}
        />
        <label className="check">
          <input type="checkbox" checked={around} onChange={(event) => of.act({ around: event.target.checked, chain: 0 })} /> {t("around")}
        </label>
      </div>
      {asked && isError && <Failure error={error} />}
      {asked && isFetching && of.chains.length === 0 && <Loading />}
      {asked && !isFetching && !isError && of.chains.length === 0 && <p role="status">{t("noPath")}</p>}
      {of.chains.length > 0 && (
        <ol className="plain chains">
          {of.chains.map((chain, index) => (
            <li key={chain.things.map((thing) => thing.id).join(" ")}>
              <button type="button" aria-pressed={of.url.chain === index} onClick={() => of.act({ chain: index })}>
                <ChainText of={chain} />
              </button>{" "}
              <OriginMark origin={chain.origin} />
            </li>
          ))}
        </ol>
      )}
      {asked && (
        <button type="button" className="quiet" onClick={() => of.act({ from: "", to: "", chain: 0, around: false })}>
          {t("endPath")}
        </button>
      )}
    </section>
  );
}

function ChainText({ of }: { readonly of: FoundChain }): ReactNode {
  const t = useTexts(exploreTexts);
  const lang = useLang();
  const label = of.steps === 1 ? t("direct", { count: of.evidence[0]?.length ?? 1 }) : t("steps", { count: of.steps });
  return (
    <>
      <b>{label}</b> {of.things.map((thing) => labelIn(lang, thing)).join(" – ")}
    </>
  );
}
