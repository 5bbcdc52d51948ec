// Properties and location of an entity; each fact has a chip that opens its evidence.

import type { ReactNode } from "react";

import { useAnswer } from "@/shared/api/read.ts";
import { isRef, type Answer, type Thing } from "@/shared/api/types.ts";
import { Correct } from "@/shared/editing/correct.tsx";
import { formatAmount } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";
import { kindName, relationName } from "@/shared/names/kinds.ts";
import { nameIn, ThingLink } from "@/shared/names/names.tsx";
import { Scope } from "@/shared/names/scope.tsx";
import { fieldName, metricName, wordIn } from "@/shared/names/words.ts";
import { SourceChip, type Fact } from "@/shared/sources/chip.tsx";
import { Cell } from "@/shared/table/cells.tsx";
import { useCommon } from "@/shared/url/common.ts";

import { apiPath } from "./address.ts";
import { known, placing, type Tie } from "./groups.ts";
import { entityTexts } from "./texts.ts";

/** Fields shown elsewhere on the page: names, evidence, and parts of a figure. */
const ELSEWHERE = new Set(
  "id type href name name_zh aliases gloss_zh search_words scope_zh origin certainty sources quotes locator rule package unit qualifier".split(
    " ",
  ),
);
const CODES = new Set(["group", "code", "stock_code", "major_class"]);
/** Fields that few entities have; shown only where they are stated. */
const IF_KNOWN = new Set(
  "name_zh_certainty same_as scheme address lon lat category authority excellence website award delivery stock_code cohort group_name group_name_zh major_class major_class_name major_class_zh national_control".split(
    " ",
  ),
);

interface FactsProps {
  readonly of: Thing;
  readonly path: string;
  readonly version: string;
}

export function Facts({ of, path, version }: FactsProps): ReactNode {
  const t = useTexts(entityTexts);
  const lang = useLang();
  const { listed } = useCommon();
  const { types, direction } = placing(of.type);
  const places = useAnswer<Answer<Tie>>(apiPath(path, of.id, "/neighbours"), { type: types, direction, per_page: 12, ...listed });
  const own = Object.keys(of).filter((name) => !ELSEWHERE.has(name) && name !== "note" && (!IF_KNOWN.has(name) || known(of[name])));
  if (own.length === 0 && typeof of["note"] !== "string" && places.data?.results.length === 0) {
    return null;
  }
  return (
    <section className="panel">
      <h2>{t("facts")}</h2>
      <dl className="facts">
        {own.map((name) => (
          <Line
            key={name}
            term={fieldName(lang, name, of.type)}
            fact={of}
            known={known(of[name]) && of[name] !== "unknown" && of.type !== "Source"}
            correct={<Correct of={of} name={nameIn(lang, of).text} property={name} version={version} />}
          >
            <Value of={of} name={name} />
          </Line>
        ))}
        {places.data?.results.map((tie) => (
          <Line key={tie.id} term={relationName(lang, tie.type, tie.direction)} fact={tie} known>
            <ThingLink of={tie.other} />
          </Line>
        ))}
      </dl>
      {typeof of["note"] === "string" && (
        <p className="note">
          <strong>{fieldName(lang, "note", of.type)}</strong> <span lang="en">{of["note"]}</span>
        </p>
      )}
    </section>
  );
}

interface LineProps {
  readonly term: string;
  readonly fact: Fact;
  readonly known: boolean;
  readonly correct?: ReactNode;
  readonly children: ReactNode;
}

/** Unknown values have no evidence. */
function Line({ term, fact, known: has, correct, children }: LineProps): ReactNode {
  return (
    <>
      <dt>{term}</dt>
      <dd>
        <span className="fact-value">{children}</span> {has && <SourceChip of={fact} />} {correct}
      </dd>
    </>
  );
}

function Value({ of, name }: { readonly of: Thing; readonly name: string }): ReactNode {
  const lang = useLang();
  const value = of[name];
  if (name === "value" && typeof value === "number") {
    return <Figure of={of} />;
  }
  if ((name === "url" || name === "website") && typeof value === "string") {
    return (
      <a href={value} rel="noreferrer" className="long">
        {value}
      </a>
    );
  }
  if (name === "scope" && typeof value === "string" && value.includes(":")) {
    return <ById id={value} />;
  }
  if (name === "scope" && of.type === "Claim") {
    return <Scope of={of} />;
  }
  if (name === "metric" && typeof value === "string") {
    return metricName(lang, value);
  }
  if (name === "sought" && typeof value === "string") {
    return value === value.toUpperCase() ? relationName(lang, value) : kindName(lang, value, true);
  }
  if (CODES.has(name)) {
    return <span className="code">{typeof value === "string" ? value : <Cell value={value} />}</span>;
  }
  return <Cell value={value} of={{ type: of.type, name }} />;
}

/** A figure as stated by its source: 83.6%, at least 600 people. */
export function Figure({ of }: { readonly of: Readonly<Record<string, unknown>> }): ReactNode {
  const lang = useLang();
  const { value, unit, qualifier } = of;
  if (typeof value !== "number") {
    return <Cell value={value} />;
  }
  // A year has no thousands separator.
  const amount = unit === "year" ? `${value}` : formatAmount(value, typeof unit === "string" ? wordIn(lang, unit) : null, lang);
  return (
    <>
      <b>{amount}</b>
      {typeof qualifier === "string" && qualifier !== "exact" && <span className="small"> {wordIn(lang, qualifier)}</span>}
    </>
  );
}

/** The entity of an id, by name; the id only while the name is loading. */
function ById({ id }: { readonly id: string }): ReactNode {
  const { data } = useAnswer<Answer<unknown>>("/v1/graph", { start: id, depth: 0, nodes: 1 });
  const thing = data?.results[0];
  return isRef(thing) ? <ThingLink of={thing} /> : <span className="unknown">…</span>;
}
