// The client against a running API on the small graph of the tests; ALLIANCE_URL says where it is.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  askEnterprisesFedByPrograms,
  explorer,
  type Fetch,
  getCounty,
  getEnterprise,
  listSchools,
  pages,
  ProblemError,
  rows,
  search,
} from "../src/index.ts";

const baseUrl = process.env["ALLIANCE_URL"];
assert.ok(baseUrl, "set ALLIANCE_URL");
const client = explorer({ baseUrl });

test("a question has typed rows", async () => {
  const { data } = await askEnterprisesFedByPrograms({ client, throwOnError: true, query: { county: "桂阳县", origin: "documented" } });
  const graduates: (number | null | undefined)[] = data.results.map((row) => row.graduates);
  assert.deepEqual(data.results.map((row) => row.enterprise.id), ["enterprise:x"]);
  assert.equal(graduates.length, data.meta.count);
  assert.equal(data.meta.origins["documented"], 1);
});

test("all pages give every row once", async () => {
  const turn = (cursor: string) => listSchools({ client, throwOnError: true, query: { per_page: 2, cursor } });
  const sizes: number[] = [];
  for await (const page of pages(turn)) {
    sizes.push(page.results.length);
  }
  const ids: string[] = [];
  for await (const school of rows(turn)) {
    ids.push(school.id);
  }
  assert.deepEqual(sizes, [2, 1]);
  assert.deepEqual(ids, ["school:a", "school:group", "school:sim-1"]);
});

test("names with signs and Chinese reach the address whole", async () => {
  const { data } = await getCounty({ client, throwOnError: true, path: { id: "桂阳县" } });
  assert.equal(data.results[0]?.id, "county:431021");
});

test("a name that does not exist is a typed problem with the nearest ones", async () => {
  const { error, data } = await search({ client, query: { q: "works", type: ["Enterprize"] } });
  assert.equal(data, undefined);
  assert.ok(error instanceof ProblemError);
  assert.equal(error.status, 422);
  assert.equal(error.errors[0]?.pointer, "/query/type");
});

test("an ambiguous name has candidates", async () => {
  const asking = getEnterprise({ client, throwOnError: true, path: { id: "Works Y" } });
  await assert.rejects(asking, (error) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.code, "ambiguous-name");
    assert.deepEqual(error.candidates.map((one) => one.id).sort(), ["enterprise:y", "enterprise:z"]);
    return true;
  });
});

test("what is not there is 404", async () => {
  await assert.rejects(getCounty({ client, throwOnError: true, path: { id: "county:999999" } }), { status: 404, code: "not-found" });
});

test("a second request is answered from what was kept", async () => {
  const statuses: number[] = [];
  const noting: Fetch = async (input, init) => {
    const response = await fetch(input, init);
    statuses.push(response.status);
    return response;
  };
  const keeping = explorer({ baseUrl, fetch: noting });
  const first = await listSchools({ client: keeping, throwOnError: true });
  const second = await listSchools({ client: keeping, throwOnError: true });
  assert.deepEqual(second.data, first.data);
  assert.deepEqual(statuses, [200, 304]);
});
