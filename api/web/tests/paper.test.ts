import { expect, test } from "vitest";

import { heldPages } from "@/features/table/pages.ts";
import { firstRows, MOST_ON_PAPER } from "@/shared/table/paper.tsx";

const number = (index: number): number => index;

test("paper has the rows that are there from the first on, up to a gap and up to a limit", () => {
  expect(firstRows(3, number)).toEqual([0, 1, 2]);
  expect(firstRows(9, (index) => (index === 4 ? undefined : index))).toEqual([0, 1, 2, 3]);
  expect(firstRows(2 * MOST_ON_PAPER, number)).toHaveLength(MOST_ON_PAPER);
});

test("what was read is held for paper, and nothing is asked that is not in view", () => {
  expect(heldPages(0, 20, 1, 0)).toEqual([0]);
  expect(heldPages(0, 20, 6, 5)).toEqual([0, 1, 2, 3, 4]);
  expect(heldPages(0, 20, 6, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(heldPages(460, 490, 6, 5)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(heldPages(0, 20, 400, 399)).toHaveLength(MOST_ON_PAPER / 100);
  expect(heldPages(30_000, 30_020, 400, 399).slice(-3)).toEqual([299, 300, 301]);
});
