// One entity of any type: names, facts with evidence, relationships, and next steps.

import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Thing } from "@/shared/api/types.ts";
import { Cite, citationOf } from "@/shared/exporting/cite.tsx";
import { useTexts } from "@/shared/i18n/texts.ts";
import { kindOfPath, useKind } from "@/shared/names/kinds.ts";
import { CalibratedTo } from "@/shared/origin/simulated.tsx";
import { Evidence } from "@/shared/sources/chip.tsx";
import { Resting } from "@/shared/sources/resting.tsx";
import { Answered } from "@/shared/states/answered.tsx";
import { VerdictCard } from "@/shared/verdict/card.tsx";

import { apiPath } from "./address.ts";
import { Around } from "./around.tsx";
import { Coverage } from "./coverage.tsx";
import "./entity.css";
import { Facts } from "./facts.tsx";
import { Heading } from "./heading.tsx";
import { Next } from "./next.tsx";
import { Relations } from "./relations.tsx";
import { entityTexts } from "./texts.ts";

/** Types that the server gives a verdict on. */
const JUDGED = new Set(["School", "County"]);

export default function EntityPage(): ReactNode {
  const t = useTexts(entityTexts);
  const kind = useKind();
  const { things = "", id = "" } = useParams({ strict: false });
  const type = kindOfPath(things);
  const answer = useAnswer<Answer<Thing>>(type === undefined ? null : apiPath(things, id), { per_page: 1 });
  if (type === undefined) {
    return <h1>{t("noSuchType")}</h1>;
  }
  // Another entity is a new page without the previous state.
  return (
    <Answered of={answer} heading={kind(type)}>
      {(data) =>
        data.results.map((thing) => (
          <Entity key={thing.id} of={thing} path={things} cite={data.meta.cite} version={data.meta.data_version} />
        ))
      }
    </Answered>
  );
}

interface EntityProps {
  readonly of: Thing;
  readonly path: string;
  readonly cite: string | null | undefined;
  readonly version: string;
}

function Entity({ of, path, cite, version }: EntityProps): ReactNode {
  const t = useTexts(entityTexts);
  return (
    <article className={`entity entity-${of.origin}`}>
      <Heading of={of} version={version} />
      {of.type === "Claim" && <CalibratedTo claim={of.id} />}
      <Next of={of} path={path} />
      {JUDGED.has(of.type) && <VerdictCard about={of.id} />}
      <div className="entity-top">
        <Facts of={of} path={path} version={version} />
        <section className="panel">
          <h2>{t("evidence")}</h2>
          <Evidence of={of} here />
          <Cite address={citationOf(of.href, {}, cite)} />
        </section>
      </div>
      {of.type === "Source" ? (
        <section>
          <h2>{t("resting")}</h2>
          <Resting source={of.id} level={3} />
        </section>
      ) : of.type === "Coverage" ? null : (
        <>
          <Relations of={of} path={path} />
          <Around of={of} />
        </>
      )}
      <Coverage of={of} />
    </article>
  );
}
