import { describe, expect, it } from "vitest";

import { bySheet, byOwner, chosenColumns, leftOutRows, suggestedName } from "@/features/import/columns.ts";
import { bestOption, decisionsText, withCandidates, withOthers } from "@/features/import/decisions.ts";
import { againForm } from "@/features/import/sending.ts";
import type { Column, NameToDecide, Option, Report } from "@/features/import/types.ts";

const column = (letters: string, meaning: string, chosen = false): Column => ({
  sheet: "Sheet1",
  column: letters,
  header: letters,
  meaning,
  reason: "",
  reason_zh: "",
  chosen,
  samples: [],
});

const option = (id: string, score: number): Option => ({ id, name: id, package: "", reason: "contains", score });

const named = (name: string, ...options: readonly Option[]): NameToDecide => ({
  type: "School",
  name,
  decision: "",
  decided_by: "",
  cell: "Sheet1!A2",
  options,
});

describe("the columns of an import", () => {
  it("are grouped by sheet", () => {
    expect([...bySheet([column("A", ""), { ...column("A", ""), sheet: "Other" }]).keys()]).toEqual(["Sheet1", "Other"]);
  });

  it("keep what was chosen earlier, and are guessed otherwise", () => {
    const columns = [column("A", "school.name", true), column("B", "program.name"), column("C", "", true)];
    expect(chosenColumns(columns, { "Sheet1!B": "" })).toEqual({ Sheet1: { A: "school.name", B: "", C: "" } });
    expect(chosenColumns([column("A", "school.name")], {})).toEqual({});
  });

  it("have meanings by what they are about", () => {
    expect(byOwner(["school.name", "school.code", "county.name"]).get("school")).toEqual(["school.name", "school.code"]);
  });

  it("stand beside rows that were left out, by sheet and reason", () => {
    expect(leftOutRows({ "A: B: totals": 2 })).toEqual([{ sheet: "A: B", reason: "totals", count: 2 }]);
  });

  it.each([
    ["My County 2025.xlsx", "my-county"],
    ["校企合作.xlsx", ""],
    ["a.b.csv", "a-b"],
  ])("%s suggests the name '%s'", (file, name) => {
    expect(suggestedName(file)).toBe(name);
  });
});

describe("candidates of a name", () => {
  it("are accepted from a score on", () => {
    expect([bestOption([option("a", 90), option("b", 80)], 90)?.id, bestOption([option("a", 89)], 90)]).toEqual(["a", undefined]);
  });

  it("are not accepted if two are equally good, or if there are none", () => {
    expect([bestOption([option("a", 90), option("b", 90)], 70), bestOption([], 0)]).toEqual([undefined, undefined]);
  });

  it("do not replace a decision", () => {
    const open = [named("A", option("a", 95)), named("B", option("b", 95))];
    expect(withCandidates(open, { "School A": "none" }, 90)).toEqual({ "School A": "none", "School B": "b" });
    expect(withOthers(open, { "School A": "none" }, "new")).toEqual({ "School A": "none", "School B": "new" });
  });
});

describe("the file of decisions", () => {
  it("has the names with a decision, and who decided when", () => {
    const text = decisionsText([named("A, B"), named("C")], { "School A, B": "new" }, "Office", "2026-11-30");
    expect(text).toBe('type,name,decision,decided_by,date\nSchool,"A, B",new,Office,2026-11-30\n');
  });

  it("has no cell that looks like a formula", () => {
    expect(decisionsText([named("=A")], { "School =A": "none" }, "Office", "2026-11-30")).toContain("School,'=A,none");
  });
});

describe("a request to read the files again", () => {
  const report = (more: Partial<Report>): Report => ({ id: "i", package: "p", draft: "d", mapping: "m", columns: [], ...more }) as Report;
  const sent = (form: FormData): unknown => Object.fromEntries(form);

  it("keeps the chosen columns", () => {
    const form = againForm(report({ mapping_from: "guessed", columns: [column("A", "", true)] }), { decisions: "x" });
    expect(sent(form)).toEqual({ again: "i", name: "p", draft: "d", columns: '{"Sheet1":{"A":""}}', decisions: "x" });
  });

  it("keeps an edited mapping", () => {
    expect(sent(againForm(report({ mapping_from: "given" }), {}))).toEqual({ again: "i", name: "p", draft: "d", mapping: "m" });
  });

  it("has the columns or the mapping, not both", () => {
    expect(sent(againForm(report({ mapping_from: "given" }), { columns: "{}" }))).toEqual({
      again: "i",
      name: "p",
      draft: "d",
      columns: "{}",
    });
  });
});
