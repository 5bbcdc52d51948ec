import { describe, expect, it } from "vitest";

import { citationOf } from "@/shared/exporting/cite.tsx";

const CITE = "/v1/cite?of=/v1/schools%3Fper_page%3D100&data_version=feed";

function cited(path: string, query: Readonly<Record<string, string | boolean>>): URLSearchParams {
  return new URLSearchParams(citationOf(path, query, CITE).replace("/v1/cite?", ""));
}

describe("the citation of a page", () => {
  it("is of the rows that the files have: filter, sort, origin and date", () => {
    const query = { filter: "county:county:431024,level:secondary", sort: "-name", origin: "real", as_of: "2022", format: "jsonl" };
    const of = new URL(cited("/v1/schools", query).get("of") ?? "", "http://x");
    expect(of.pathname).toBe("/v1/schools");
    expect(Object.fromEntries(of.searchParams)).toEqual(query);
  });

  it("keeps the data version of the page", () => {
    expect(cited("/v1/schools", {}).get("data_version")).toBe("feed");
  });

  it("keeps the parameters of a path that has some", () => {
    expect(cited("/v1/measures/gaps/audit?key=a|b", { limit: "5" }).get("of")).toBe("/v1/measures/gaps/audit?key=a|b&limit=5");
  });
});
