import { describe, expect, it } from "vitest";

import { sectionOf, SECTIONS } from "@/app/sections.ts";

describe("the sections", () => {
  it("are five at most", () => {
    expect(SECTIONS.length).toBeLessThanOrEqual(5);
  });

  it.each([
    ["/", undefined],
    ["/questions/gaps", "questions"],
    ["/measures/alignment", "questions"],
    ["/claims", "facts"],
    ["/claims/claim:members.alliance", "facts"],
    ["/sources/source:deep-news", "facts"],
    ["/counties/county:431021", "atlas"],
    ["/schools/school:jiahe-vocational", "atlas"],
    ["/relationships/LOCATED_IN~a~b", "atlas"],
    ["/search", "atlas"],
    ["/what-if", "partners"],
    ["/table/schools", "data"],
    ["/drafts", "data"],
    ["/versions", "data"],
    ["/import", "data"],
    ["/nothing", undefined],
  ])("hold %s in %s", (path, section) => {
    expect(sectionOf(path)).toBe(section);
  });
});
