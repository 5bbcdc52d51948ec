// One relationship: its ends, dates and evidence.

import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Provenance, Ref } from "@/shared/api/types.ts";
import { Correct } from "@/shared/editing/correct.tsx";
import { ExportBar } from "@/shared/exporting/bar.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";
import { nameIn, ThingLink } from "@/shared/names/names.tsx";
import { fieldName } from "@/shared/names/words.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { Evidence } from "@/shared/sources/chip.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { Cell } from "@/shared/table/cells.tsx";

import { apiPath } from "./address.ts";
import "./entity.css";
import { entityTexts } from "./texts.ts";

interface Between extends Provenance {
  readonly id: string;
  readonly type: string;
  readonly href: string;
  readonly start: Ref;
  readonly end: Ref;
  readonly [name: string]: unknown;
}

/** Fields shown elsewhere on the page. */
const ELSEWHERE = new Set("id type href start end sources quotes locator certainty origin rule".split(" "));

export default function RelationshipPage(): ReactNode {
  const t = useTexts(entityTexts);
  const { id = "" } = useParams({ strict: false });
  const answer = useAnswer<Answer<Between>>(apiPath("relationships", id));
  return (
    <Answered of={answer} heading={t("relationship")}>
      {(data) => data.results.map((row) => <Shown key={row.id} of={row} cite={data.meta.cite} version={data.meta.data_version} />)}
    </Answered>
  );
}

interface ShownProps {
  readonly of: Between;
  readonly cite: string | null | undefined;
  readonly version: string;
}

function Shown({ of, cite, version }: ShownProps): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const own = Object.keys(of).filter((name) => !ELSEWHERE.has(name));
  return (
    <article className={`entity entity-${of.origin}`}>
      <p className="eyebrow">
        {t("relationship")} <OriginMark origin={of.origin} />
      </p>
      <h1 className="relationship">
        <End of={of.start} /> <span className="verb">{relationName(lang, of.type)}</span> <End of={of.end} />
      </h1>
      <p>
        <Link
          to="/questions/$name"
          params={{ name: "connections-between" }}
          search={{ one: of.start.id, other: of.end.id }}
          className="button"
        >
          {t("between")}
        </Link>{" "}
        <Link to="/explore" search={{ start: of.start.id }} className="button">
          {t("explore")}
        </Link>
      </p>
      <div className="entity-top">
        {own.length > 0 && (
          <section className="panel">
            <h2>{t("details")}</h2>
            <Details of={of} names={own} version={version} />
          </section>
        )}
        <section className="panel">
          <h2>{t("evidence")}</h2>
          <Evidence of={of} here />
        </section>
      </div>
      <ExportBar path={of.href} count={null} cite={cite} files={false} />
    </article>
  );
}

function End({ of }: { readonly of: Ref }): ReactNode {
  const lang = useLang();
  return (
    <span className="end">
      <ThingLink of={of} /> <small>{kindName(lang, of.type)}</small>
    </span>
  );
}

interface DetailsProps {
  readonly of: Between;
  readonly names: readonly string[];
  readonly version: string;
}

function Details({ of, names, version }: DetailsProps): ReactNode {
  const lang = useLang();
  const name = `${nameIn(lang, of.start).text} – ${nameIn(lang, of.end).text}`;
  return (
    <dl className="facts">
      {names.map((field) => (
        <div key={field} className="pair">
          <dt>{fieldName(lang, field, of.type)}</dt>
          <dd>
            {field === "year" && typeof of[field] === "number" ? (
              String(of[field])
            ) : (
              <Cell value={of[field]} of={{ type: of.type, name: field }} />
            )}{" "}
            <Correct of={of} name={name} property={field} version={version} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
