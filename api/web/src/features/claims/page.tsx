// Reported figures next to the counts of the graph, and each source with the facts based on it.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { useUrl } from "@/shared/url/url.ts";

import { Claims } from "./claims.tsx";
import "./claims.css";
import { Sources } from "./sources.tsx";
import { CLAIMS } from "./state.ts";
import { claimTexts } from "./texts.ts";

export default function Page(): ReactNode {
  const t = useTexts(claimTexts);
  const [{ part }, change] = useUrl(CLAIMS);
  return (
    <>
      <h1>{t("title")}</h1>
      <p>{t("about")}</p>
      <div role="group" aria-label={t("part")} className="switch">
        {(["claims", "sources"] as const).map((name) => (
          <button key={name} type="button" aria-pressed={part === name} onClick={() => change({ part: name })}>
            {t(name)}
          </button>
        ))}
      </div>
      {part === "claims" ? <Claims /> : <Sources />}
    </>
  );
}
