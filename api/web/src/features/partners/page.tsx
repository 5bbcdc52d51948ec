// Partners: ranked candidates with reasons; a consortium for a call; the smallest set that covers the requirements.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useChangeSearch, useUrl } from "@/shared/url/url.ts";

import { Candidates } from "./candidates-tab.tsx";
import { Consortium } from "./consortium.tsx";
import "./partners.css";
import { Shortlist } from "./shortlist.tsx";
import { Smallest } from "./smallest.tsx";
import { STATE, TAB_PARAMS, TABS } from "./state.ts";
import { partnersTexts } from "./texts.ts";

/** Parameters of the previous tab; two of them have another meaning on the other tab. */
const LEFT = Object.fromEntries(Object.values(TAB_PARAMS).flatMap((names) => names.map((name) => [name, undefined])));

export default function PartnersPage(): ReactNode {
  const t = useTexts(partnersTexts);
  const [{ tab }] = useUrl(STATE);
  const change = useChangeSearch();
  return (
    <article className="partners">
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <div role="group" aria-label={t("tabs")} className="switch tabs">
        {TABS.map((one) => (
          <button key={one} type="button" aria-pressed={tab === one} onClick={() => change({ ...LEFT, tab: STATE.tab.format(one) })}>
            {t(one)}
          </button>
        ))}
      </div>
      {tab === "candidates" ? <Candidates /> : tab === "consortium" ? <Consortium /> : <Smallest />}
      <Shortlist />
    </article>
  );
}
