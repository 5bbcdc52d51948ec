// What the words of a text mean: an entity type, words of a question, a measure or a page, or (part of) a name.

import type { Declared } from "@/shared/api/types.ts";
import { labels } from "@/shared/labels/labels.ts";

/** Usual words for types, besides the labels of the model. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  School: ["院校", "职校", "中职", "高职", "college", "colleges"],
  Program: ["专业布点", "programme", "programmes"],
  Enterprise: ["公司", "厂家", "company", "companies", "firm", "firms", "enterprise"],
  Alliance: ["联合体", "联盟"],
  Facility: ["实训基地", "研究中心", "基地", "facility"],
  Person: ["教师", "teacher", "teachers"],
  County: ["县", "区", "counties"],
  Sector: ["产业", "industry"],
};

const WORD = /[\s,，、;；/]+/;
const HAN = /\p{Script=Han}/u;

/** Words that mean a type, in lower case, with the type. */
export function typeWords(): ReadonlyMap<string, string> {
  const words = [...labels().types].flatMap(([type, { label, many }]) =>
    [label.label, label.label_zh, many, ...(ALSO[type] ?? [])]
      .flatMap((word) => word.split("/"))
      .map((word) => [word.toLowerCase(), type] as const),
  );
  return new Map(words.toReversed());
}

/**
 * Splits a text into words. Chinese is written without spaces, so words that mean a type are cut out of a longer run: 桂阳企业 is 桂阳
 * and 企业. A run that a title contains is left whole.
 */
export function wordsOf(text: string, types: ReadonlyMap<string, string>): readonly string[] {
  const runs = text.trim().toLowerCase().split(WORD).filter(Boolean);
  return runs.flatMap((run) => (HAN.test(run) && !types.has(run) ? cut(run, types) : [run]));
}

function cut(run: string, types: ReadonlyMap<string, string>): readonly string[] {
  // The end of a run is its kind; one character would cut names apart (区, 县).
  const kind = [...types.keys()].filter((word) => word.length > 1 && run.length > word.length + 1 && run.endsWith(word));
  const longest = kind.toSorted((one, other) => other.length - one.length)[0];
  return longest === undefined ? [run] : [...cut(run.slice(0, -longest.length), types), longest];
}

/** All texts of a question or a measure that a word may stem from; the titles first. */
export interface Searchable {
  readonly titles: string;
  readonly others: string;
}

export function searchable({ title, title_zh, about, about_zh, params, returns }: Declared): Searchable {
  const declared = [...params, ...returns].flatMap(({ label, label_zh }) => [label, label_zh]);
  return {
    titles: `${title} ${title_zh}`.toLowerCase(),
    others: [about, about_zh, ...declared].join(" ").toLowerCase(),
  };
}

/** Points of a word of the title. */
export const IN_TITLE = 3;

/** How well words fit a text: 3 for a word of the title, 1 for another; 0 unless every word fits. Words for the same type are alike. */
export function fit(words: readonly string[], { titles, others }: Searchable, types: ReadonlyMap<string, string>): number {
  const points = words.map((word) => {
    const type = types.get(word);
    const alike = type === undefined ? [word] : [...types].filter(([, other]) => other === type).map(([one]) => one);
    const within = (text: string): boolean => alike.some((one) => contains(text, one));
    return within(titles) ? IN_TITLE : within(others) ? 1 : 0;
  });
  return points.includes(0) ? 0 : points.reduce<number>((sum, one) => sum + one, 0);
}

/** Chinese words anywhere, others at the beginning of a word. */
export function contains(text: string, word: string): boolean {
  if (HAN.test(word)) {
    return text.includes(word);
  }
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/[a-z0-9]/.test(text[at - 1] ?? " ")) {
      return true;
    }
  }
  return false;
}

export interface Meaning {
  readonly words: readonly string[];
  /** All words that mean a type. */
  readonly vocabulary: ReadonlyMap<string, string>;
  /** Types that words mean. */
  readonly types: readonly string[];
  /** Words that may be (part of) a name. */
  readonly names: readonly string[];
}

/** @param known whether a word belongs to a question, a measure or a page. */
export function meaningOf(text: string, types: ReadonlyMap<string, string>, known: (word: string) => boolean): Meaning {
  const words = wordsOf(text, types);
  return {
    words,
    vocabulary: types,
    types: [...new Set(words.flatMap((word) => types.get(word) ?? []))],
    names: words.filter((word) => !types.has(word) && !known(word)),
  };
}
