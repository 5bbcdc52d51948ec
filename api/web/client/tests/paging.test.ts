// Iterators over pages, on pages made here: no server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { collect, DataChangedError, pages, PagingError, ProblemError, problemError, rows } from "../src/index.ts";

interface NumberPage {
  readonly meta: { readonly next_cursor?: string | null };
  readonly results: readonly number[];
}

const page = (results: readonly number[], next?: string | null): { data: NumberPage } => ({
  data: { meta: next === undefined ? {} : { next_cursor: next }, results },
});

const changed = (): ProblemError =>
  problemError({ type: "/problems/data-changed", title: "", title_zh: "", status: 409, detail: "The data has changed.", hint: "Start again." }, undefined);

async function read(turn: (cursor: string) => Promise<{ data: NumberPage }>): Promise<number[]> {
  const found: number[] = [];
  for await (const row of rows(turn)) {
    found.push(row);
  }
  return found;
}

test("an empty page in between does not end the iteration", async () => {
  const script = new Map([["*", page([1], "a")], ["a", page([], "b")], ["b", page([2], null)]]);
  assert.deepEqual(await read((cursor) => Promise.resolve(script.get(cursor) ?? page([], null))), [1, 2]);
});

test("a page without next_cursor is an error, not an end", async () => {
  await assert.rejects(read(() => Promise.resolve(page([1]))), PagingError);
});

test("an empty next_cursor is an error, not an end", async () => {
  await assert.rejects(read(() => Promise.resolve(page([1], ""))), PagingError);
});

test("a request that does not pass the cursor on is an error, not an endless loop", async () => {
  await assert.rejects(read((cursor) => Promise.resolve(page([1], cursor === "" ? "b" : "a"))), PagingError);
});

test("changed data is an error of its own with a hint", async () => {
  const walk = async (): Promise<void> => {
    for await (const _ of pages((cursor) => (cursor === "*" ? Promise.resolve(page([1], "a")) : Promise.reject(changed())))) {
      // the second page fails
    }
  };
  await assert.rejects(walk, (error) => error instanceof DataChangedError && error instanceof ProblemError && error.hint === "Start again.");
});

test("collect starts again when the data has changed", async () => {
  let failures = 1;
  const turn = (cursor: string): Promise<{ data: NumberPage }> => {
    if (cursor === "a" && failures > 0) {
      failures -= 1;
      return Promise.reject(changed());
    }
    return Promise.resolve(cursor === "*" ? page([1], "a") : page([2], null));
  };
  assert.deepEqual(await collect(turn), [1, 2]);
});

test("collect gives up after its restarts", async () => {
  let calls = 0;
  const turn = (): Promise<{ data: NumberPage }> => {
    calls += 1;
    return Promise.reject(changed());
  };
  await assert.rejects(collect(turn, 2), DataChangedError);
  assert.equal(calls, 3);
});
