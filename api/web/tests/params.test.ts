import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import type { Column, Param } from "@/shared/api/types.ts";
import { optionsAddress } from "@/shared/params/options.ts";
import { given, limits, listTypes, missing, thingTypes, written } from "@/shared/params/values.ts";
import { choiceName, columnName } from "@/shared/params/words.ts";
import { inOneLanguage } from "@/shared/table/declared.tsx";

interface Item {
  readonly name: string;
  readonly params: readonly Param[];
  readonly returns: readonly Column[];
}

function listed(name: string): readonly Item[] {
  const file = new URL(`../../openapi/answers/${name}.json`, import.meta.url);
  const kept = JSON.parse(readFileSync(file, "utf8")) as { readonly answer: { readonly results: readonly Item[] } };
  return kept.answer.results;
}

const CHINESE = /[\u4e00-\u9fff]|PageRank/;
const plain: Param = {
  name: "limit",
  type: "int",
  required: false,
  default: 100,
  choices: [],
  minimum: 1,
  maximum: 1000,
  help: "At most this many rows.",
  help_zh: "最多返回的行数。",
  label: "Maximum number of rows",
  label_zh: "行数上限",
};

describe("parameters of the address", () => {
  const county: Param = { ...plain, name: "county", type: "County", required: true, default: null, minimum: null, maximum: null };

  it("are those that are declared and given", () => {
    expect(given([plain, county], { county: "county:431024", view: "table", limit: "" })).toEqual({ county: "county:431024" });
    expect(missing([plain, county], { limit: "5" })).toEqual(["county"]);
    expect(missing([plain, county], { county: "431024" })).toEqual([]);
  });

  it("leave the default out", () => {
    expect(written(plain, "100")).toBeUndefined();
    expect(written(plain, " 20 ")).toBe("20");
    expect(written({ ...plain, type: "bool", default: true }, "true")).toBeUndefined();
    expect(written({ ...plain, type: "bool", default: true }, "false")).toBe("false");
  });

  it("have the limits that are declared, and a percentage its own", () => {
    expect(limits(plain)).toEqual({ least: 1, most: 1000 });
    expect(limits({ ...plain, type: "percent", minimum: null, maximum: null })).toEqual({ least: 0, most: 100 });
    expect(limits({ ...plain, minimum: null, maximum: null })).toEqual({ least: undefined, most: undefined });
  });

  it("name things of a type, of any type, or several", () => {
    expect(thingTypes(county)).toEqual(["County"]);
    expect(thingTypes({ ...county, type: "Thing" })).toEqual([]);
    expect(thingTypes(plain)).toBeUndefined();
    expect(listTypes({ ...plain, type: "str", help: "Ids of industries and sectors, separated by commas." })).toEqual([
      "Sector",
      "Industry",
    ]);
    expect(listTypes({ ...plain, type: "str", help: "Only this kind of tie." })).toBeUndefined();
  });
});

describe("what a picker asks", () => {
  it("is the search while something is typed, the list of the type before", () => {
    expect(optionsAddress("嘉禾", ["County", "School"], { origin: "documented" })).toBe(
      "/v1/search?q=%E5%98%89%E7%A6%BE&type=County,School&limit=12&origin=documented",
    );
    expect(optionsAddress(" ", ["County"], {})).toBe("/v1/counties?select=name,name_zh,gloss_zh&sort=name&per_page=12");
    expect(optionsAddress("", [], {})).toBeNull();
  });
});

describe("words", () => {
  const items = [...listed("listQuestions"), ...listed("listMeasures")];

  it("exist in Chinese for every column and parameter of the server", () => {
    const bare = items.flatMap((item) => [...item.params, ...item.returns]).filter((one) => !CHINESE.test(one.label_zh));
    expect(bare).toEqual([]);
  });

  it("exist in Chinese for everything that a parameter may be set to", () => {
    const choices = new Set(items.flatMap((item) => item.params.flatMap((param) => param.choices)));
    expect([...choices].filter((choice) => !CHINESE.test(choiceName("zh", choice)))).toEqual([]);
  });

  it("in English are the names themselves, readable", () => {
    expect(columnName("en", "place_unknown")).toBe("Place unknown");
    expect(choiceName("en", "order class")).toBe("order class");
  });

  it("of two columns that say the same, one is shown", () => {
    const columns = ["counts", "counts_zh", "value"].map((name) => ({
      name,
      type: "str",
      many: false,
      optional: true,
      label: name,
      label_zh: name,
    }));
    expect(inOneLanguage(columns, "zh").map((column) => column.name)).toEqual(["counts_zh", "value"]);
    expect(inOneLanguage(columns, "en").map((column) => column.name)).toEqual(["counts", "value"]);
  });
});
