import { expect, test } from "vitest";

import { address } from "@/shared/api/read.ts";
import type { Ref } from "@/shared/api/types.ts";
import { choicesOf, placeOf } from "@/shared/place/focus.ts";
import { declaredOf } from "@/shared/place/affected.ts";
import { acceptsPlace, isAffected } from "@/shared/place/support.ts";

const region = (id: string): Ref => ({ id, type: "Region", href: `/v1/regions/${id}`, name: id, origin: "reference" });
const FOCUS = { known: true, places: [region("region:a"), region("region:p")] };
const NONE = { known: true, places: [] };

test("the place is the focus unless the URL states another or everything", () => {
  expect(placeOf("", FOCUS)).toBe("region:a");
  expect(placeOf("region:p", FOCUS)).toBe("region:p");
  expect(placeOf("all", FOCUS)).toBe("");
  expect(placeOf("", NONE)).toBe("");
});

test("the choices are the focus and the regions around it, and another place of the URL", () => {
  expect(choicesOf("", FOCUS)).toEqual(["region:a", "region:p"]);
  expect(choicesOf("all", FOCUS)).toEqual(["region:a", "region:p"]);
  expect(choicesOf("county:x", FOCUS)).toEqual(["region:a", "region:p", "county:x"]);
  expect(choicesOf("", NONE)).toEqual([]);
});

test.each([
  ["/v1/schools", true],
  ["/v1/relationships", true],
  ["/v1/questions/co-cultivation", true],
  ["/v1/measures/alignment", true],
  ["/v1/measures/alignment/audit?key=x", true],
  ["/v1/partners", true],
  ["/v1/meta", true],
  ["/v1/questions", false],
  ["/v1/questions/co-cultivation/text", false],
  ["/v1/schools/school:a", false],
  ["/v1/schools/filters", false],
  ["/v1/graph", false],
  ["/v1/search", false],
])("%s accepts a place: %s", (path, accepted) => {
  expect(acceptsPlace(path)).toBe(accepted);
  expect(address(path, { place: "region:a" }).includes("place=region:a")).toBe(accepted);
});

test.each([
  ["/", true],
  ["/counties", true],
  ["/alliances", true],
  ["/table/schools", true],
  ["/questions/co-cultivation", true],
  ["/alliances/alliance:x", false],
  ["/schools/school:a", false],
  ["/search", false],
  ["/what-if", false],
  ["/explore", false],
])("the place affects the page %s: %s", (pathname, affected) => {
  expect(isAffected(pathname)).toBe(affected);
});

test("a question and a measure say themselves whether a place restricts them", () => {
  expect(declaredOf("/questions/connections-between")).toEqual({ list: "/v1/questions", name: "connections-between" });
  expect(declaredOf("/measures/gaps")).toEqual({ list: "/v1/measures", name: "gaps" });
  expect(declaredOf("/questions")).toBeUndefined();
  expect(declaredOf("/schools/school:a")).toBeUndefined();
});
