// The start page: search, suggested questions, and the contents of the data.

import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";

import { Cards } from "./cards.tsx";
import { Data } from "./data.tsx";
import "./home.css";
import { Finder } from "./finder.tsx";
import { homeTexts } from "./texts.ts";

export default function HomePage(): ReactNode {
  const t = useTexts(homeTexts);
  return (
    <div className="home">
      <section className="hero">
        <h1>{t("title")}</h1>
        <p>{t("about")}</p>
        <Finder />
      </section>
      <Cards />
      <Data />
    </div>
  );
}
