import { describe, expect, it } from "vitest";

import { address } from "@/shared/api/read.ts";
import { choice, flag, list, number, text } from "@/shared/url/url.ts";

describe("codecs", () => {
  it("leave out what is the initial value, so that an address stays short", () => {
    expect(text("x").format("x")).toBeUndefined();
    expect(number(50).format(50)).toBeUndefined();
    expect(choice(["all", "documented"], "all").format("all")).toBeUndefined();
    expect(flag().format(false)).toBeUndefined();
    expect(list().format([])).toBeUndefined();
  });

  it("give back what they wrote", () => {
    expect(number(50).parse(number(50).format(7.5))).toBe(7.5);
    expect(choice(["all", "documented"], "all").parse("documented")).toBe("documented");
    expect(flag().parse(flag().format(true))).toBe(true);
    expect(list().parse(list().format(["school:a", "school:b"]))).toEqual(["school:a", "school:b"]);
  });

  it("take the initial value for what is none of theirs", () => {
    expect(number(50).parse("many")).toBe(50);
    expect(number(50).parse("")).toBe(50);
    expect(choice(["all", "documented"], "all").parse("some")).toBe("all");
  });
});

describe("address", () => {
  it("keeps the order, leaves out what is empty, and stays readable", () => {
    expect(address("/v1/schools", { filter: "level:secondary", q: "", as_of: undefined, per_page: 5 })).toBe(
      "/v1/schools?filter=level:secondary&per_page=5",
    );
  });

  it("adds to a query that is there", () => {
    expect(address("/v1/measures/gaps/audit?key=a%7Cb", { limit: 2 })).toBe("/v1/measures/gaps/audit?key=a%7Cb&limit=2");
  });

  it("encodes what would mean something else", () => {
    expect(address("/v1/search", { q: "a&b=c 桂阳" })).toBe("/v1/search?q=a%26b%3Dc+%E6%A1%82%E9%98%B3");
  });
});
