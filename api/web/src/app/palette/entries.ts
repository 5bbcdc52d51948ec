// The rows of the palette: entities, questions and lists, measures, pages, actions. Contains no views.

import type { Declared, Origin, Ref } from "@/shared/api/types.ts";
import { inLang, type Lang } from "@/shared/i18n/texts.ts";
import { kindName, pathOf } from "@/shared/names/kinds.ts";
import { labelIn, pageOf } from "@/shared/names/names.tsx";
import type { Search } from "@/shared/url/url.ts";

import { contains, fit, IN_TITLE, searchable, type Meaning } from "./words.ts";

export interface Hit extends Ref {
  readonly near?: boolean;
}

export const GROUPS = ["entities", "questions", "measures", "pages", "actions"] as const;
export type GroupName = (typeof GROUPS)[number];

export interface Entry {
  readonly id: string;
  readonly label: string;
  /** What stands at the end of the row. */
  readonly aside: string;
  /** The label is in the other language. */
  readonly other?: boolean;
  readonly origin?: Origin;
  readonly to?: { readonly path: string; readonly search: Search };
  readonly run?: () => void;
}

export interface EntryGroup {
  readonly name: GroupName;
  readonly entries: readonly Entry[];
}

/** Rows of a group at first, and of the entities. */
const EACH = 4;

export interface Sources {
  readonly lang: Lang;
  readonly meaning: Meaning;
  readonly hits: readonly Hit[];
  readonly questions: readonly Declared[];
  readonly measures: readonly Declared[];
  readonly pages: readonly Entry[];
  readonly actions: readonly Entry[];
  /** "Enterprises in Guiyang County" */
  readonly listTitle: (kind: string, place?: string) => string;
  readonly words: { readonly list: string; readonly question: string };
}

/** Groups with rows, in the order of the palette. Several words mean a question or a list: these come first then. */
export function groupsOf(sources: Sources): readonly EntryGroup[] {
  const { meaning } = sources;
  const several = meaning.words.length > 1;
  const questions = questionEntries(sources);
  const groups: readonly EntryGroup[] = [
    { name: "entities", entries: sources.hits.slice(0, EACH).map((hit) => entityEntry(hit, sources.lang)) },
    { name: "questions", entries: [...questions.slice(0, 1), ...listEntries(sources), ...questions.slice(1)].slice(0, EACH) },
    { name: "measures", entries: measureEntries(sources).slice(0, EACH) },
    { name: "pages", entries: matching(sources.pages, meaning).slice(0, meaning.words.length === 0 ? 12 : EACH) },
    { name: "actions", entries: matching(sources.actions, meaning).slice(0, meaning.words.length === 0 ? 12 : EACH) },
  ];
  const order =
    several && (meaning.types.length > 0 || meaning.names.length < meaning.words.length) ? ["questions", "entities"] : ["entities"];
  return groups.filter(({ entries }) => entries.length > 0).toSorted((one, other) => rank(order, one.name) - rank(order, other.name));
}

function rank(first: readonly string[], name: GroupName): number {
  return first.includes(name) ? first.indexOf(name) : first.length + GROUPS.indexOf(name);
}

function matching(entries: readonly Entry[], { words }: Meaning): readonly Entry[] {
  return entries.filter(({ label }) => words.every((word) => contains(label.toLowerCase(), word)));
}

function entityEntry(hit: Hit, lang: Lang): Entry {
  return {
    id: hit.id,
    label: labelIn(lang, hit),
    aside: kindName(lang, hit.type),
    origin: hit.origin,
    to: { path: pageOf(hit.href), search: {} },
  };
}

interface Filled {
  readonly of: Declared;
  readonly points: number;
  readonly with?: { readonly param: string; readonly hit: Hit };
}

/** Questions or measures that the words fit, with the entity of the text as their parameter. */
function filled(declared: readonly Declared[], { meaning, hits }: Sources): readonly Filled[] {
  const about = meaning.words.filter((word) => !meaning.names.includes(word));
  if (about.length === 0) {
    return [];
  }
  // The best hit that the question has a place for; a similar spelling fills in nothing.
  const known = meaning.names.length === 0 ? [] : hits.filter(({ near }) => near !== true);
  return declared
    .flatMap((of) => {
      const points = fit(about, searchable(of), meaning.vocabulary);
      if (points === 0) {
        return [];
      }
      const hit = known.find(({ type }) => of.params.some((param) => param.type === type));
      const param = of.params.find(({ type }) => type === hit?.type);
      if (hit === undefined || param === undefined) {
        // A name that the question has no place for is not what was asked for.
        return meaning.names.length > 0 ? [] : [{ of, points }];
      }
      return [{ of, points: points + (hit === known[0] ? 2 : 1), with: { param: param.name, hit } }];
    })
    .toSorted((one, other) => other.points - one.points);
}

function entryOf(list: string, aside: string, lang: Lang, { of, with: given }: Filled): Entry {
  const title = inLang(lang, of.title, of.title_zh);
  return {
    id: `${list}/${of.name}`,
    label: given === undefined ? title : `${labelIn(lang, given.hit)} · ${title}`,
    aside,
    to: { path: `/${list}/${of.name}`, search: given === undefined ? {} : { [given.param]: given.hit.id } },
  };
}

function questionEntries(sources: Sources): readonly Entry[] {
  return filled(sources.questions, sources).map((one) => entryOf("questions", sources.words.question, sources.lang, one));
}

function measureEntries(sources: Sources): readonly Entry[] {
  // Definitions are long: a word in one of them says little.
  const words = sources.meaning.words.length - sources.meaning.names.length;
  return filled(sources.measures, sources)
    .filter(({ points }) => points >= words * IN_TITLE)
    .map((one) => entryOf("measures", "", sources.lang, one));
}

/** Lists of the types that words mean, in the county or the region that the other words name. */
function listEntries({ meaning, hits, lang, listTitle, words }: Sources): readonly Entry[] {
  const place = meaning.names.length === 0 ? undefined : hits.find(({ type }) => type === "County" || type === "Region");
  if (meaning.names.length > 0 && place === undefined) {
    return [];
  }
  return meaning.types.map((type) => ({
    id: `list/${type}`,
    label: listTitle(kindName(lang, type, true), place === undefined ? undefined : labelIn(lang, place)),
    aside: words.list,
    to: { path: `/table/${pathOf(type) ?? ""}`, search: place === undefined ? {} : { place: place.id } },
  }));
}
