import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { isKind, KIND_ORDER, kindName, kindOfPath, PATHS, RELATION_ORDER, relationName } from "@/shared/names/kinds.ts";
import { fieldName, metricName, wordIn } from "@/shared/names/words.ts";

interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: readonly Parameter[] } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
interface Parameter {
  readonly name: string;
  readonly schema?: { readonly enum?: readonly string[] };
}

const document = JSON.parse(readFileSync(new URL("../../../tests/api/openapi.json", import.meta.url), "utf8")) as Document;
const CHINESE = /[\u4e00-\u9fff]/;

describe("types of things", () => {
  it("are those of the server, each with its address and both names", () => {
    const paths = Object.keys(document.paths).flatMap((path) => /^\/v1\/(\w+)\/filters$/.exec(path)?.[1] ?? []);
    expect(Object.values(PATHS).toSorted()).toEqual(paths.toSorted());
    for (const path of paths) {
      const type = kindOfPath(path) ?? "";
      expect(isKind(type)).toBe(true);
      expect(kindName("zh", type)).toMatch(CHINESE);
      expect(kindName("en", type, true)).not.toMatch(CHINESE);
    }
    expect(KIND_ORDER).toHaveLength(paths.length);
  });

  it("leave one that is not known as it stands", () => {
    expect(kindName("zh", "Comet")).toBe("Comet");
    expect(kindOfPath("comets")).toBeUndefined();
  });
});

describe("types of relationships", () => {
  it("are those of the server, with words for both directions", () => {
    const parameters = document.paths["/v1/relationships"]?.get?.parameters ?? [];
    const types = parameters.find(({ name }) => name === "type")?.schema?.enum ?? [];
    expect(types.length).toBeGreaterThan(20);
    expect(RELATION_ORDER.toSorted()).toEqual(types.toSorted());
    for (const type of types) {
      expect(relationName("zh", type, "in")).toMatch(CHINESE);
      expect(relationName("en", type, "out")).not.toMatch(CHINESE);
    }
  });
});

describe("words", () => {
  it("say every choice of a vocabulary in Chinese", () => {
    const values = [...KIND_ORDER, "CoCultivationRow"].flatMap((type) =>
      [...JSON.stringify(document.components.schemas[type] ?? {}).matchAll(/"enum":(\[[^\]]*\])/g)].flatMap(
        ([, choices]) => JSON.parse(choices ?? "[]") as readonly string[],
      ),
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

  it("name fields, and say an unknown one without underscores", () => {
    expect(fieldName("zh", "valid_from")).toBe("开始时间");
    expect(fieldName("en", "new_thing")).toBe("new thing");
    expect(metricName("zh", "aligned_share")).toMatch(CHINESE);
    expect(metricName("zh", "comets_seen")).toBe("comets seen");
  });
});
