import { readdirSync, readFileSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const SRC = new URL("../src/", import.meta.url);
const TOKENS = readFileSync(new URL("shared/styles/tokens.css", SRC), "utf8");

function luminance(hex: string): number {
  const long = hex.length === 3 ? hex.replaceAll(/./g, "$&$&") : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(long.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colours of a token on a light and on a dark page. */
function coloursOf(token: string): readonly [string, string] {
  const [, light = "", dark = ""] = new RegExp(`--${token}: light-dark\\(#([0-9a-f]+), #([0-9a-f]+)\\);`).exec(TOKENS) ?? [];
  return [light, dark];
}

function contrasts(text: string, ground: string): readonly number[] {
  const [texts, grounds] = [coloursOf(text), coloursOf(ground)];
  return [0, 1].map((theme) => {
    const [high = 0, low = 0] = [luminance(texts[theme] ?? ""), luminance(grounds[theme] ?? "")].sort((one, other) => other - one);
    return (high + 0.05) / (low + 0.05);
  });
}

const GROUNDS = ["bg", "surface", "surface-2"];
const TEXTS: readonly (readonly [string, string])[] = [
  ...["ink", "ink-2", "ink-3", "brand", "gap", "bad", "sim"].flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)),
  ...["brand", "ok", "gap", "sim", "bad"].map((text) => [text, `${text}-tint`] as const),
  ...["ink", "ink-3", "brand-2"].map((text) => [text, "brand-tint"] as const),
  ...["ink", "ink-3"].map((text) => [text, "sim-tint"] as const),
  ...["brand", "brand-2"].map((ground) => ["on-brand", ground] as const),
  ...["scale-1", "scale-2", "scale-3"].map((ground) => ["on-scale-low", ground] as const),
  ...["scale-4", "scale-5"].map((ground) => ["on-scale-high", ground] as const),
  ...["closed", "changed", "rest"].map((ground) => ["on-part", ground] as const),
  ["on-opened", "opened"],
  ["ink", "found"],
  ["brand", "found"],
];
const MARKS = ["line-2", "focus", "edu", "edu-2", "edu-3", "ind", "ind-2", "ind-3", "place", "people", "people-2", "ally", "fac", "src"];

describe("the colours", () => {
  it("stand in one file", () => {
    const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.(css|tsx?)$/.test(name));
    const elsewhere = files.filter((name) => {
      const text = readFileSync(new URL(name, SRC), "utf8");
      // A PNG has a white ground.
      return !name.endsWith("tokens.css") && /(?<!url\(")#(?:[0-9a-f]{6}|(?!fff"[;,\s])[0-9a-f]{3})\b|\brgba?\(/i.test(text);
    });
    expect(elsewhere).toEqual([]);
  });

  it.each(TEXTS)("let %s be read on %s, light and dark", (text, ground) => {
    expect(Math.min(...contrasts(text, ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARKS)("let the mark %s be seen on its ground, light and dark", (mark) => {
    expect(Math.min(...contrasts(mark, "surface"))).toBeGreaterThanOrEqual(3);
  });
});

class Storing {
  readonly kept = new Map<string, string>();
  getItem = (name: string): string | null => this.kept.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.kept.set(name, value);
  removeItem = (name: string): void => void this.kept.delete(name);
}

describe("the theme", () => {
  let local: Storing;
  beforeEach(() => {
    local = new Storing();
    vi.stubGlobal("localStorage", local);
    vi.stubGlobal("document", { documentElement: { dataset: {} } });
    vi.resetModules();
  });
  afterEach(() => vi.unstubAllGlobals());

  const withSystem = (dark: boolean): void => {
    vi.stubGlobal("matchMedia", () => ({ matches: dark, addEventListener: () => undefined, removeEventListener: () => undefined }));
  };

  it("is the system's until one is chosen", async () => {
    withSystem(true);
    const { currentTheme } = await import("@/shared/theme/theme.ts");
    expect(currentTheme()).toBe("dark");
  });

  it("is remembered when it differs from the system's", async () => {
    withSystem(false);
    const { chooseTheme, currentTheme } = await import("@/shared/theme/theme.ts");
    chooseTheme("dark");
    expect(currentTheme()).toBe("dark");
    expect(document.documentElement.dataset).toEqual({ theme: "dark" });
    vi.resetModules();
    const again = await import("@/shared/theme/theme.ts");
    expect(again.currentTheme()).toBe("dark");
  });

  it("follows the system again when the system's own is chosen", async () => {
    withSystem(false);
    const { chooseTheme } = await import("@/shared/theme/theme.ts");
    chooseTheme("dark");
    chooseTheme("light");
    expect(local.kept.size).toBe(0);
    expect(document.documentElement.dataset).toEqual({});
  });

  it("ignores a stored value that is none", async () => {
    local.setItem("alliance-theme", "sepia");
    withSystem(false);
    const { currentTheme } = await import("@/shared/theme/theme.ts");
    expect(currentTheme()).toBe("light");
  });
});

describe("the language", () => {
  beforeEach(() => {
    vi.stubGlobal("localStorage", new Storing());
    vi.stubGlobal("navigator", { languages: ["fr-FR", "zh-CN"] });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("is the browser's until one is chosen, then the chosen one", async () => {
    const { rememberLang, usualLang } = await import("@/shared/i18n/texts.ts");
    expect(usualLang()).toBe("zh");
    rememberLang("en");
    expect(usualLang()).toBe("en");
  });
});
