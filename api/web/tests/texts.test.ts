// Every text stands in both languages (the types see to it) and is used: here, that no text is left over and that none looks untranslated.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const SRC = new URL("../src", import.meta.url).pathname;
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
const declared = files.filter((name) => name.endsWith("texts.ts") && !name.startsWith("shared/i18n"));

interface Declared {
  readonly keys: readonly string[];
  readonly pairs: ReadonlyMap<string, readonly string[]>;
}

/** The keys of a file and the texts of each; the files are plain enough to be read by a pattern. */
function textsOf(name: string): Declared {
  const pairs = new Map<string, string[]>();
  for (const [, key, text] of readFileSync(join(SRC, name), "utf8").matchAll(/^\s*"?([\w|.-]+)"?:\s*(?:\n\s*)?"((?:[^"\\]|\\.)*)",?$/gm)) {
    pairs.set(key ?? "", [...(pairs.get(key ?? "") ?? []), text ?? ""]);
  }
  return { keys: [...pairs.keys()], pairs };
}

/** All code that may use the texts of a file: its feature, or everything for those that are shared. */
function users(name: string): string {
  const room = name.startsWith("features/") ? name.split("/").slice(0, 2).join("/") : name.startsWith("app/") ? "app" : "";
  return files
    .filter((other) => other.startsWith(room) && other !== name)
    .map((other) => readFileSync(join(SRC, other), "utf8"))
    .join("\n");
}

describe.each(declared)("%s", (name) => {
  const { keys, pairs } = textsOf(name);
  const code = users(name);
  const computed = [...code.matchAll(/`([^`$]*)\$\{[^}]+\}([^`$]*)`/g)].map((found) => [found[1] ?? "", found[2] ?? ""] as const);

  it("has texts", () => expect(keys.length).toBeGreaterThan(0));

  it("is used, each text of it", () => {
    const left = keys.filter((key) => {
      const named = code.includes(`"${key}"`) || new RegExp(`\\b${key}:`).test(code);
      return (
        !named &&
        !computed.some(([before, after]) => before + after !== "" && key.startsWith(before) && key.endsWith(after)) &&
        !/^(real|documented|reference|inferred|simulated|all|graph|table)$/.test(key)
      );
    });
    expect(left).toEqual([]);
  });

  it("stands in two languages", () => {
    const odd = [...pairs].filter(([, texts]) => texts.length !== 2);
    expect(odd).toEqual([]);
  });

  it("gives the same values in both", () => {
    const values = (text: string | undefined): readonly string[] =>
      [...(text ?? "").replaceAll(/\[(\{\{\w+\}\}):/g, "[").matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? "").toSorted();
    const odd = [...pairs].filter(([, [en, zh]]) => values(en).join() !== values(zh).join()).map(([key]) => key);
    expect(odd).toEqual([]);
  });
});
