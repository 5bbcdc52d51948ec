import { describe, expect, it } from "vitest";

import { arranged, counts } from "@/features/measures/columns.ts";
import { spanOf } from "@/features/measures/interval.tsx";
import { blocks, inline } from "@/features/measures/markdown.ts";
import type { Column } from "@/shared/api/types.ts";
import type { FigureRow } from "@/shared/figures/figure.tsx";

const figure: FigureRow = { key: "k", value: 5, audit: "/v1/measures/x/audit", origin: "documented", refused: null, refused_zh: null };

describe("definitions", () => {
  it("are headings, paragraphs, lists with lines that go on, and code", () => {
    const text =
      "What it is\nsays this.\n\n## Formula\n\nshare = `a` / `b`:\n- `a`: one\n  that goes on;\n- two.\n\nAfter it.\n```\nraw `x`\n```";
    expect(blocks(text)).toEqual([
      { kind: "paragraph", text: [{ code: false, text: "What it is says this." }] },
      { kind: "heading", level: 2, text: [{ code: false, text: "Formula" }] },
      { kind: "paragraph", text: inline("share = `a` / `b`:") },
      { kind: "list", items: [inline("`a`: one that goes on;"), inline("two.")] },
      { kind: "paragraph", text: [{ code: false, text: "After it." }] },
      { kind: "code", text: "raw `x`" },
    ]);
  });

  it("keep what looks like HTML as text, and a single backtick", () => {
    expect(blocks("<script>x</script> a < b")).toEqual([{ kind: "paragraph", text: [{ code: false, text: "<script>x</script> a < b" }] }]);
    expect(inline("a ` b")).toEqual([{ code: false, text: "a ` b" }]);
  });
});

describe("columns of figures", () => {
  const column = (name: string, type: string): Column => ({ name, type, many: false, optional: true, label: name, label_zh: name });
  const columns = [
    column("key", "str"),
    column("value", "float"),
    column("thing", "County"),
    column("group", "str"),
    column("numerator", "int"),
    column("empty", "str"),
    column("rows_documented", "int"),
    column("rows_simulated", "int"),
  ];

  it("stand before and after the figure, without empty ones, those by origin together", () => {
    const rows = [{ ...figure, thing: null, group: "secondary", numerator: 3, empty: null, rows_documented: 1, rows_simulated: 2 }];
    const made = arranged(columns, rows);
    expect(made.before.map((item) => item.name)).toEqual(["group"]);
    expect(made.after.map((item) => item.name)).toEqual(["numerator"]);
    expect(made.byOrigin).toEqual(["rows"]);
    expect(counts(rows[0] ?? {}, "rows")).toEqual({ documented: 1, simulated: 2 });
  });

  it("have one scale for intervals, where there are any", () => {
    expect(spanOf([figure])).toBeNull();
    expect(
      spanOf([
        { ...figure, low: 2, high: 9 },
        { ...figure, value: null, low: null, high: null },
      ]),
    ).toEqual({ least: 0, most: 9 });
    expect(spanOf([{ ...figure, value: -1, low: -4, high: 2 }])).toEqual({ least: -4, most: 2 });
  });
});
