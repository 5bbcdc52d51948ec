// Facets next to the hits: each value with its number, and a search field for long lists.

import { useState, type ReactNode } from "react";

import type { Origin, Ref } from "@/shared/api/types.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts, type Lang } from "@/shared/i18n/texts.ts";
import { kindName } from "@/shared/names/kinds.ts";
import { labelIn } from "@/shared/names/names.tsx";
import { wordIn } from "@/shared/names/words.ts";
import { OriginMark } from "@/shared/origin/origin.tsx";

import { valuesOf, type Chosen, type FacetName, type FacetOf, type Hit } from "./hits.ts";
import { searchTexts } from "./texts.ts";

type ChangeFacets = (change: Partial<Chosen>) => void;
type Counties = ReadonlyMap<string, Ref>;

interface FacetsProps {
  readonly hits: readonly Hit[];
  readonly chosen: Chosen;
  readonly facets: FacetOf;
  readonly counties: Counties;
  readonly change: ChangeFacets;
}

const NAMES: readonly (readonly [FacetName, "type" | "county" | "origin"])[] = [
  ["type", "type"],
  ["county", "county"],
  ["rows", "origin"],
];

/** Number of values from which a facet has a search field. */
const MANY = 5;

export function Facets(props: FacetsProps): ReactNode {
  const t = useTexts(searchTexts);
  return (
    <aside className="facets" aria-label={t("filters")}>
      {NAMES.map(([name, title]) => (
        <Facet key={name} name={name} title={t(title)} {...props} />
      ))}
    </aside>
  );
}

function Facet({
  name,
  title,
  hits,
  chosen,
  facets,
  counties,
  change,
}: FacetsProps & { readonly name: FacetName; readonly title: string }): ReactNode {
  const t = useTexts(searchTexts);
  const lang = useLang();
  const [inside, setInside] = useState("");
  const label = labels(name, lang, hits, counties);
  const values = valuesOf(hits, chosen, facets, name);
  const shown = values.filter(([value]) => label(value).toLowerCase().includes(inside.trim().toLowerCase()));
  if (values.length === 0) {
    return null;
  }
  const toggle = (value: string): void =>
    change({ [name]: chosen[name].includes(value) ? chosen[name].filter((other) => other !== value) : [...chosen[name], value] });
  return (
    <fieldset className="facet">
      <legend>{title}</legend>
      {values.length >= MANY && (
        <input
          type="search"
          value={inside}
          onChange={(event) => setInside(event.target.value)}
          aria-label={t("find", { facet: title })}
          placeholder={t("find", { facet: title })}
        />
      )}
      <ul className="plain">
        {shown.map(([value, count]) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={chosen[name].includes(value)} onChange={() => toggle(value)} />{" "}
              {name === "rows" ? <OriginMark origin={value as Origin} /> : label(value)}
              <span className="count">{formatNumber(count, lang)}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="small">{t("noOption")}</p>}
    </fieldset>
  );
}

/** Labels of the facet values. */
function labels(name: FacetName, lang: Lang, hits: readonly Hit[], counties: Counties): (value: string) => string {
  if (name === "type") {
    return (value) => kindName(lang, value, true);
  }
  if (name === "rows") {
    return (value) => wordIn(lang, value);
  }
  const thingsById = new Map([...hits, ...counties.values()].map((thing) => [thing.id, thing]));
  return (value) => {
    const county = thingsById.get(value);
    return county === undefined ? "…" : labelIn(lang, county);
  };
}

/** Active filters; a click removes one. */
export function Removers({ chosen, counties, hits, change }: Omit<FacetsProps, "facets">): ReactNode {
  const t = useTexts(searchTexts);
  const lang = useLang();
  return NAMES.flatMap(([name]) =>
    chosen[name].map((value) => {
      const label = labels(name, lang, hits, counties)(value);
      return (
        <button
          key={`${name} ${value}`}
          type="button"
          className="remover"
          aria-label={t("takeOut", { name: label })}
          onClick={() => change({ [name]: chosen[name].filter((other) => other !== value) })}
        >
          {label} ×
        </button>
      );
    }),
  );
}
