import type { Declared } from "@/shared/api/types.ts";
import { describe, expect, it } from "vitest";

import { groupsOf, type Entry, type Hit, type Sources } from "@/app/palette/entries.ts";
import { moved } from "@/app/palette/moved.ts";
import { contains, fit, meaningOf, searchable, typeWords, wordsOf } from "@/app/palette/words.ts";

const GUIYANG: Hit = {
  id: "county:431021",
  type: "County",
  href: "/v1/counties/county:431021",
  name: "Guiyang County",
  name_zh: "桂阳县",
  origin: "reference",
};
const SCHOOL: Hit = {
  id: "school:guiyang",
  type: "School",
  href: "/v1/schools/school:guiyang",
  name: "Guiyang Vocational School",
  name_zh: "桂阳县职业技术教育学校",
  origin: "documented",
};

function declared(name: string, title: string, title_zh: string, params: readonly (readonly [string, string])[]): Declared {
  const labelled = params.map(([param, type]) => ({ name: param, type, label: param, label_zh: param }));
  return { name, title, title_zh, about: "", about_zh: "", params: labelled, returns: [] } as unknown as Declared;
}

const FED = declared(
  "enterprises-fed-by-programs",
  "Which enterprises take graduates of which programs?",
  "哪些企业吸纳哪些专业点的毕业生？",
  [["county", "County"]],
);
const COVERAGE = declared("framework-coverage", "How well do programs and enterprises cover the sectors?", "产业有多少专业点和企业？", [
  ["county", "County"],
]);
const TEACHERS = declared("teacher-consultants", "Which teachers advise which enterprises?", "哪些教师兼任企业顾问？", [
  ["school", "School"],
]);
const PAGE: Entry = { id: "/alliances", label: "联合体", aside: "图谱", to: { path: "/alliances", search: {} } };
const TYPES = typeWords();

function sources(text: string, hits: readonly Hit[] = [], known: readonly string[] = []): Sources {
  const questions = [COVERAGE, FED, TEACHERS];
  const titles = questions.map((one) => searchable(one).titles);
  const isKnown = (word: string): boolean => known.includes(word) || titles.some((title) => contains(title, word));
  return {
    lang: "zh",
    meaning: meaningOf(text, TYPES, isKnown),
    hits,
    questions,
    measures: [],
    pages: [PAGE],
    actions: [],
    listTitle: (kind, place) => (place === undefined ? kind : `${place}的${kind}`),
    words: { list: "清单", question: "问题" },
  };
}

function groups(text: string, hits: readonly Hit[] = []): Readonly<Record<string, readonly Entry[]>> {
  return Object.fromEntries(groupsOf(sources(text, hits)).map(({ name, entries }) => [name, entries]));
}

describe("the words of a text", () => {
  it("are split at spaces and commas", () => {
    expect(wordsOf("桂阳 企业，毕业生", TYPES)).toEqual(["桂阳", "企业", "毕业生"]);
  });

  it("are cut out of Chinese without spaces", () => {
    expect(wordsOf("桂阳企业", TYPES)).toEqual(["桂阳", "企业"]);
  });

  it("leave a word whole that is a type itself", () => {
    expect(wordsOf("实训基地", TYPES)).toEqual(["实训基地"]);
  });

  it("are types, words of questions, or names", () => {
    const { types, names } = sources("桂阳 企业 毕业生").meaning;
    expect(types).toEqual(["Enterprise"]);
    expect(names).toEqual(["桂阳"]);
  });

  it("fit a question only if all do", () => {
    expect(fit(["企业", "毕业生"], searchable(FED), TYPES)).toBe(6);
    expect(fit(["企业", "毕业生"], searchable(TEACHERS), TYPES)).toBe(0);
  });

  it("begin an English word", () => {
    expect(contains("which programs take", "program")).toBe(true);
    expect(contains("which programs take", "gram")).toBe(false);
  });
});

describe("the rows of the palette", () => {
  it("are the question and the list that several words mean, in the place that they name, before the entities", () => {
    const found = groupsOf(sources("桂阳 企业 毕业生", [GUIYANG, SCHOOL]));
    expect(found.map(({ name }) => name)).toEqual(["questions", "entities"]);
    expect(found[0]?.entries.map(({ label, to }) => [label, to])).toEqual([
      [
        "桂阳县 · 哪些企业吸纳哪些专业点的毕业生？",
        { path: "/questions/enterprises-fed-by-programs", search: { county: "county:431021" } },
      ],
      ["桂阳县的企业", { path: "/table/enterprises", search: { place: "county:431021" } }],
    ]);
  });

  it("understand the same in English", () => {
    expect(groups("guiyang companies graduates", [GUIYANG])["questions"]?.[0]?.to).toEqual({
      path: "/questions/enterprises-fed-by-programs",
      search: { county: "county:431021" },
    });
  });

  it("leave a question out that has no place for the entity", () => {
    const questions = groups("桂阳 企业", [GUIYANG])["questions"]?.map(({ id }) => id);
    expect(questions).not.toContain("questions/teacher-consultants");
  });

  it("fill in no entity of a similar spelling", () => {
    expect(groups("桂阳 毕业生", [{ ...GUIYANG, near: true }])["questions"]).toBeUndefined();
  });

  it("are entities first for a single name", () => {
    expect(groupsOf(sources("桂阳", [GUIYANG])).map(({ name }) => name)).toEqual(["entities"]);
  });

  it("are pages whose title has the words", () => {
    expect(groups("联合体")["pages"]).toEqual([PAGE]);
    expect(groups("专业点")["pages"]).toBeUndefined();
  });

  it("are all pages for an empty text", () => {
    expect(Object.keys(groups(""))).toEqual(["pages"]);
  });
});

describe("the selection", () => {
  it("cycles by arrows and goes to the ends by pages", () => {
    expect([moved(0, "ArrowDown", 3), moved(2, "ArrowDown", 3), moved(0, "ArrowUp", 3)]).toEqual([1, 0, 2]);
    expect([moved(0, "PageDown", 3), moved(2, "PageUp", 3), moved(1, "a", 3)]).toEqual([2, 0, undefined]);
  });
});
