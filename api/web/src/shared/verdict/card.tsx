// A verdict: one sentence, then what is claimed, what can be verified, what is missing and what to do next. The server decides what it says.

import { Link } from "@tanstack/react-router";
import { useId, type ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer } from "@/shared/api/types.ts";
import { FigureNumber } from "@/shared/figures/number.tsx";
import { formatAmount } from "@/shared/format.ts";
import { inLang, useLang, useTexts } from "@/shared/i18n/texts.ts";
import { ThingLink } from "@/shared/names/names.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { StatusMark } from "./mark.tsx";
import { partsOf, type Parts, type Statement } from "./rows.ts";
import { verdictTexts } from "./texts.ts";
import "./verdict.css";

/** Reported figures that the card lists; the rest is behind a link. */
const LISTED = 3;

interface VerdictProps {
  /** Id of an alliance, a school or a county; without it, the reported shares of aligned programs in the place. */
  readonly about?: string;
  /** Level of the heading. */
  readonly level?: 2 | 3;
}

export function VerdictCard({ about, level = 2 }: VerdictProps): ReactNode {
  const { anywhere, query } = useCommon();
  const answer = useAnswer<Answer<Statement>>("/v1/measures/verdict", about === undefined ? query : { about, ...anywhere });
  return (
    <div className="verdict-box">
      <Answered of={answer}>
        {(data) => {
          const parts = partsOf(data.results);
          return parts === undefined ? null : <Card parts={parts} about={about} level={level} />;
        }}
      </Answered>
    </div>
  );
}

interface CardProps {
  readonly parts: Parts;
  readonly about: string | undefined;
  readonly level: 2 | 3;
}

function Card({ parts, about, level }: CardProps): ReactNode {
  const t = useTexts(verdictTexts);
  const id = useId();
  const Title = level === 2 ? "h2" : "h3";
  const Under = level === 2 ? "h3" : "h4";
  const { status, headline, caution, claimed, verified, missing, next } = parts;
  return (
    <section className={`verdict verdict-${status}`} aria-labelledby={id}>
      <div className="verdict-head">
        <p className="verdict-status">
          <StatusMark status={status} />
        </p>
        <Title id={id} className="verdict-title">
          <Said by={headline} />
        </Title>
        {caution !== undefined && (
          <p>
            <Said by={caution} />
          </p>
        )}
      </div>
      <div className="verdict-parts">
        <Part under={Under} title={t("claimed")}>
          {claimed.length === 0 && <p>{t("noClaim")}</p>}
          <ul className="plain">
            {claimed.slice(0, LISTED).map((row) => (
              <Claimed key={row.key} of={row} />
            ))}
          </ul>
          {claimed.length > LISTED && (
            <Link to="/questions/$name" params={{ name: "claims-against-graph" }} search={about === undefined ? {} : { about }}>
              {t("more", { count: claimed.length - LISTED })}
            </Link>
          )}
        </Part>
        <Part under={Under} title={t("checked")}>
          <ul className="plain">
            {verified.map((row) => (
              <li key={row.key}>
                <FigureNumber of={row}>
                  <Said by={row} />
                </FigureNumber>
              </li>
            ))}
          </ul>
        </Part>
        <Part under={Under} title={t("missing")}>
          {missing.length === 0 && <p>{t("nothingMissing")}</p>}
          <ul className="plain verdict-gaps">
            {missing.map((row) => (
              <li key={row.key}>
                <Said by={row} />
              </li>
            ))}
          </ul>
        </Part>
        <Part under={Under} title={t("next")} next>
          <p>{next === undefined ? t("noStep") : <Said by={next} />}</p>
          <Link to="/measures/$name" params={{ name: "verdict" }} search={about === undefined ? {} : { about }}>
            {t("how")}
          </Link>
        </Part>
      </div>
    </section>
  );
}

function Said({ by }: { readonly by: Statement }): ReactNode {
  return inLang(useLang(), by.text, by.text_zh);
}

interface PartProps {
  readonly under: "h3" | "h4";
  readonly title: string;
  readonly next?: boolean;
  readonly children: ReactNode;
}

function Part({ under: Under, title, next = false, children }: PartProps): ReactNode {
  return (
    <div className={next ? "verdict-next" : undefined}>
      <Under className="verdict-part">{title}</Under>
      {children}
    </div>
  );
}

/** A reported figure with its name, which links to the claim and its source. */
function Claimed({ of: { value, unit, thing } }: { readonly of: Statement }): ReactNode {
  const lang = useLang();
  return (
    <li>
      {value !== null && <b>{unit === "year" ? String(value) : formatAmount(value, unit === "%" ? unit : undefined, lang)}</b>}{" "}
      {thing !== null && <ThingLink of={thing} />}
    </li>
  );
}
