import { describe, expect, it } from "vitest";

import { partsOf, type Statement } from "@/shared/verdict/rows.ts";

function row(part: Statement["part"], text: string, status: string | null = null): Statement {
  const figure = { value: null, audit: "", origin: null, refused: null, refused_zh: null, thing: null };
  return { key: `${part}|${text}`, part, status, text, text_zh: text, ...figure };
}

describe("the parts of a verdict", () => {
  it("are the statements by part, in their order", () => {
    const parts = partsOf([row("headline", "said", "gap"), row("claimed", "one"), row("verified", "two"), row("next", "three")]);
    expect(parts?.status).toBe("gap");
    expect(parts?.claimed.map(({ text }) => text)).toEqual(["one"]);
    expect(parts?.next?.text).toBe("three");
    expect(parts?.caution).toBeUndefined();
  });

  it("name what is missing once", () => {
    const parts = partsOf([row("headline", "said", "gap"), row("missing", "a list"), { ...row("missing", "a list"), key: "other" }]);
    expect(parts?.missing).toHaveLength(1);
  });

  it("are none for an entity without a verdict, or with an unknown status", () => {
    expect(partsOf([])).toBeUndefined();
    expect(partsOf([row("headline", "said", "other")])).toBeUndefined();
  });
});
