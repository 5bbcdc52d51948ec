import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { isKind, kindName, kindOfPath, kindOrder, pathOf, relationName, relationOrder } from "@/shared/names/kinds.ts";
import { labelIn, nameIn } from "@/shared/names/names.tsx";
import { scopeIn } from "@/shared/names/scope.tsx";
import { fieldName, metricName, wordIn } from "@/shared/names/words.ts";

interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: readonly (Parameter | Reference)[] } }>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly schemas: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  };
}
interface Reference {
  readonly $ref: string;
}
interface Parameter {
  readonly name: string;
  readonly schema?: { readonly items?: { readonly pattern?: string } };
}

const document = JSON.parse(readFileSync(new URL("../../../tests/api/openapi.json", import.meta.url), "utf8")) as Document;
const CHINESE = /[\u4e00-\u9fff]/;

function resolved(parameter: Parameter | Reference): Parameter | undefined {
  return "$ref" in parameter ? document.components.parameters[parameter.$ref.split("/").at(-1) ?? ""] : parameter;
}

describe("types of things", () => {
  it("are those of the server, each with its address and both names", () => {
    const lists = Object.keys(document.paths).flatMap((path) => /^\/v1\/(\w+)\/filters$/.exec(path)?.[1] ?? []);
    const paths = lists.filter((path) => path !== "relationships");
    expect(kindOrder().map(pathOf).toSorted()).toEqual(paths.toSorted());
    for (const path of paths) {
      const type = kindOfPath(path) ?? "";
      expect(isKind(type)).toBe(true);
      expect(kindName("zh", type)).toMatch(CHINESE);
      expect(kindName("en", type, true)).not.toMatch(CHINESE);
    }
    expect(kindOrder()).toHaveLength(paths.length);
  });

  it("leave one that is not known as it stands", () => {
    expect(kindName("zh", "Comet")).toBe("Comet");
    expect(kindOfPath("comets")).toBeUndefined();
  });
});

describe("types of relationships", () => {
  it("are those of the server, with words for both directions", () => {
    const parameters = (document.paths["/v1/relationships"]?.get?.parameters ?? []).map(resolved);
    const types = parameters.find((parameter) => parameter?.name === "type")?.schema?.items?.pattern?.match(/[A-Z_]{2,}/g) ?? [];
    expect(types.length).toBeGreaterThan(20);
    expect(relationOrder().toSorted()).toEqual([...new Set(types)].toSorted());
    for (const type of types) {
      expect(relationName("zh", type, "in")).toMatch(CHINESE);
      expect(relationName("en", type, "out")).not.toMatch(CHINESE);
    }
  });
});

describe("names", () => {
  const school = { name: "Jiahe", name_zh: "嘉禾县职业中专", gloss_zh: "嘉禾学校" };

  it("are the Chinese name, else the working translation, else the name", () => {
    expect(nameIn("zh", school)).toEqual({ text: "嘉禾县职业中专", other: false, gloss: false });
    expect(nameIn("zh", { ...school, name_zh: null })).toEqual({ text: "嘉禾学校", other: false, gloss: true });
    expect(nameIn("zh", { name: "Jiahe" })).toEqual({ text: "Jiahe", other: true, gloss: false });
  });

  it("are never a working translation in English", () => {
    expect(nameIn("en", { ...school, name_zh: null })).toEqual({ text: "Jiahe", other: false, gloss: false });
  });

  it("mark a working translation where they are plain text", () => {
    expect(labelIn("zh", { ...school, name_zh: null })).toBe("嘉禾学校（译）");
    expect(labelIn("zh", school)).toBe("嘉禾县职业中专");
  });
});

describe("scopes", () => {
  it("are in Chinese where the row has them, else as recorded", () => {
    expect(scopeIn("zh", { scope: "city", scope_zh: "全市" })).toEqual({ text: "全市", lang: "zh" });
    expect(scopeIn("zh", { scope: "city", scope_zh: null })).toEqual({ text: "city", lang: "en" });
    expect(scopeIn("en", { scope: "city", scope_zh: "全市" })).toEqual({ text: "city", lang: "en" });
  });
});

describe("words", () => {
  it("say every choice of a vocabulary in Chinese", () => {
    const shared = ["Origin", "Certainty", "CodeScheme"];
    const values = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      shared.includes(name) || kindOrder().some((type) => name.startsWith(type)) ? (schema.enum ?? []) : [],
    );
    expect(values.length).toBeGreaterThan(40);
    const left = values.filter((value) => !CHINESE.test(wordIn("zh", value)));
    expect(left).toEqual([]);
  });

  it("leave free text and names that are nobody's words alone", () => {
    expect(wordIn("zh", "The place is read from the name.")).toBe("The place is read from the name.");
    expect(wordIn("zh", "constructor")).toBe("constructor");
    expect(wordIn("en", "secondary")).toBe("secondary");
  });

  it("of a type have the meaning that they have there", () => {
    expect(wordIn("zh", "active", { type: "Program", name: "status" })).toBe("在办");
    expect(wordIn("zh", "active", { type: "MEMBER_OF", name: "status" })).toBe("正常参与");
    expect(fieldName("zh", "level", "County")).toBe("级别");
    expect(fieldName("zh", "level", "Program")).toBe("层次");
  });

  it("name fields, and say an unknown one without underscores", () => {
    expect(fieldName("zh", "valid_from")).toBe("开始时间");
    expect(fieldName("en", "new_thing")).toBe("new thing");
    expect(metricName("zh", "aligned_share")).toMatch(CHINESE);
    expect(metricName("zh", "comets_seen")).toBe("comets seen");
  });
});
