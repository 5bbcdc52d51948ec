import { expect, it } from "vitest";

import { isId, keyLabel, keyParts, thingsOf } from "@/shared/figures/labels.ts";

const SECTOR = {
  id: "sector:new-energy",
  type: "Sector",
  href: "/v1/sectors/sector:new-energy",
  name: "new energy",
  name_zh: "新能源",
  origin: "documented",
};

it("keys of figures become words and names", () => {
  const things = thingsOf({ sector: SECTOR, value: 3, evidence: [] });
  expect(keyLabel("zh", "gap|sector:new-energy", things)).toBe("缺口 · 新能源");
  expect(keyLabel("en", "gap|sector:new-energy", things)).toBe("Gap · new energy");
  expect(keyLabel("zh", "2024|difference", new Map())).toBe("2024 · 总变化");
  expect(keyLabel("zh", "declared|secondary", new Map())).toBe("按来源声明 · 中职");
  expect(keyLabel("zh", "tied earlier", new Map())).toBe("早先有往来的成员");
  expect(keyLabel("zh", "tied|partnership", new Map())).toBe("有往来的成员 · 合作");
  expect(keyLabel("en", "tied earlier", new Map())).toBe("Tied earlier");
  expect(keyLabel("en", "surplus|no sector", new Map())).toBe("Outside the priorities · no sector");
});

it("a class keeps its code, and ids are told from words", () => {
  expect(keyLabel("en", "C30", new Map())).toBe("C30");
  expect(keyParts("a||b")).toEqual(["a", "b"]);
  expect(["sector:x", "no sector", "C30", "2024"].map(isId)).toEqual([true, false, false, false]);
});
