// The start page: the region and its question, search, what is known and what is not, suggested questions, and the contents of the data.

import type { ReactNode } from "react";

import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { nameIn } from "@/shared/names/names.tsx";
import { useFocus } from "@/shared/place/focus.ts";
import { VerdictCard } from "@/shared/verdict/card.tsx";

import { Cards } from "./cards.tsx";
import { Data } from "./data.tsx";
import "./home.css";
import { Finder } from "./finder.tsx";
import { homeTexts } from "./texts.ts";

/** Names the focus of the data and the region around it, once they are known. */
function Title(): ReactNode {
  const t = useTexts(homeTexts);
  const lang = useLang();
  const [focus, around] = useFocus().places;
  const name = focus === undefined ? "" : nameIn(lang, focus).text;
  const where = [name, around === undefined ? "" : nameIn(lang, around).text].filter((one) => one !== "");
  return (
    <>
      {where.length > 0 && <p className="eyebrow">{(lang === "zh" ? where.toReversed().join("") : where.join(", ")) + t("subject")}</p>}
      <h1>{focus === undefined ? t("titlePlain") : t("title", { place: name })}</h1>
    </>
  );
}

export default function HomePage(): ReactNode {
  const t = useTexts(homeTexts);
  return (
    <div className="home">
      <section className="hero">
        <Title />
        <p>{t("about")}</p>
        <Finder />
      </section>
      <section>
        <h2>{t("known")}</h2>
        <VerdictCard level={3} />
      </section>
      <Cards />
      <Data />
    </div>
  );
}
