// One alliance: activity, members, ties, structure, and shared members.

import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import type { Answer, Relationship, Thing } from "@/shared/api/types.ts";
import { Correct } from "@/shared/editing/correct.tsx";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { Name, nameIn, ThingLink } from "@/shared/names/names.tsx";
import { OriginMark } from "@/shared/origin/origin.tsx";
import { SourceChip } from "@/shared/sources/chip.tsx";
import { Answered, Loading } from "@/shared/states/answered.tsx";
import { useCommon } from "@/shared/url/common.ts";
import { VerdictCard } from "@/shared/verdict/card.tsx";

import "./alliance.css";
import { Liveness } from "./liveness.tsx";
import { Members } from "./members.tsx";
import { Outside } from "./outside.tsx";
import { Overlap } from "./overlap.tsx";
import { useLiveness, useTies } from "./reading.ts";
import { Structure } from "./structure.tsx";
import { allianceTexts } from "./texts.ts";
import { Ties } from "./ties.tsx";

interface OneAnswer extends Answer<Thing> {
  readonly relationships: Answer<Relationship>;
}

export default function AlliancePage(): ReactNode {
  const t = useTexts(allianceTexts);
  const { id } = useParams({ strict: false });
  const { anywhere: query } = useCommon();
  const answer = useAnswer<OneAnswer>(`/v1/alliances/${id ?? ""}`, { per_page: 200, ...query });
  return (
    <Answered of={answer} heading={t("listTitle")}>
      {(data) => <Alliance data={data} />}
    </Answered>
  );
}

function Alliance({ data }: { readonly data: OneAnswer }): ReactNode {
  const t = useTexts(allianceTexts);
  const alliance = data.results[0];
  if (alliance === undefined) {
    return (
      <article>
        <h1>{t("missing")}</h1>
        <Link to="/alliances">{t("all")}</Link>
      </article>
    );
  }
  const founded = typeof alliance["founded"] === "string" ? alliance["founded"] : null;
  return (
    <article className="alliance">
      <Head of={alliance} founded={founded} relationships={data.relationships.results} version={data.meta.data_version} />
      <VerdictCard about={alliance.id} />
      <Liveness alliance={alliance.id} founded={founded} />
      <Members alliance={alliance.id} />
      <Ties alliance={alliance.id} />
      <Below alliance={alliance.id} />
    </article>
  );
}

/** Lower sections load after the top has its data, so that a busy server does not get all requests at once. */
function Below({ alliance }: { readonly alliance: string }): ReactNode {
  const [liveness, ties] = [useLiveness(alliance), useTies(alliance)];
  return liveness.isPending || ties.isPending ? (
    <Loading />
  ) : (
    <>
      <Structure alliance={alliance} />
      <Outside alliance={alliance} />
      <Overlap alliance={alliance} />
    </>
  );
}

interface HeadProps {
  readonly of: Thing;
  readonly founded: string | null;
  readonly relationships: readonly Relationship[];
  readonly version: string;
}

function Head({ of, founded, relationships, version }: HeadProps): ReactNode {
  const t = useTexts(allianceTexts);
  const lang = useLang();
  const ends = (type: string): readonly Relationship[] =>
    relationships.filter((link) => link.type === type && link.direction === "out" && link.other !== undefined);
  return (
    <header className="alliance-head">
      <p className="small">
        <Link to="/alliances">{t("all")}</Link>
      </p>
      <h1>
        <Name of={of} />
      </h1>
      <div className="facts">
        <OriginMark origin={of.origin} /> <span>{founded === null ? t("foundedUnknown") : t("founded", { date: founded })}</span>{" "}
        <SourceChip of={of} />
        <Linked label={t("place")} links={ends("LOCATED_IN")} />
        <Linked label={t("focus")} links={ends("FOCUSES_ON")} />
      </div>
      <div className="form">
        <Link className="button strong" to="/partners" search={{ for: of.id }}>
          {t("findPartners")} →
        </Link>
        <Correct of={of} name={nameIn(lang, of).text} property={lang === "zh" ? "name_zh" : "name"} version={version} whole />
      </div>
    </header>
  );
}

function Linked({ label, links }: { readonly label: string; readonly links: readonly Relationship[] }): ReactNode {
  return links.length === 0 ? null : (
    <span className="linked">
      <span className="small">{label}</span>
      {links.map((link) => (
        <span key={link.id}>
          {link.other !== undefined && <ThingLink of={link.other} />} <SourceChip of={link} />
        </span>
      ))}
    </span>
  );
}
