"""The console over HTTP: responses, rejections as problems, schema examples, and ``/v1`` during resource bombs."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.dependencies import Stores
from api.server.uvicorn_thread import Serving
from graph.database.reader import Store
from graph.loading.local_loader import load_local
from graph.server.jars import Jars
from graph.settings import Settings
from graph.storage.data_directory import Stores as Folders
from seed.packages.package import bundled
from tests.conftest import CACHE, small_server
from tests.each import each
from tests.graph.console import hostile

PATIENCE = 240.0


class Served:
    """An API on a store of a local server, as started by ``alliance up``."""

    def __init__(self, url: str) -> None:
        once = httpx.Limits(max_keepalive_connections=0)  # the server may close an idle connection between two tests
        self.client = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False, limits=once)

    def ask(self, query: str, **parameters: Any) -> httpx.Response:
        """Run a query; retry while the console starts."""
        end = time.monotonic() + PATIENCE
        while True:
            response = self.client.post("/v1/cypher", json={"query": query, "parameters": parameters})
            if response.status_code != 503 or time.monotonic() > end:
                return response
            assert int(response.headers["retry-after"]) >= 1
            time.sleep(0.5)


@pytest.fixture(scope="module")
def served(jars: Jars, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), cache=CACHE, read_timeout=30.0)
    version = load_local(settings.data, CACHE, [bundled("chenzhou") or ""], merge=False, settings=settings).data_version
    with small_server(Folders(settings.data).home(version), jars) as server:
        stores = Stores()
        serving = Serving("127.0.0.1", 0, stores, settings)
        serving.start()
        try:
            store = serving.call(Store.open(server.uri, *server.auth, settings=settings, fixed=True))
            end = time.monotonic() + 60
            while store.state != "ready" and time.monotonic() < end:
                time.sleep(0.05)
            serving.call_soon(stores.swap, store)
            running = Served(serving.url)
            yield running
            running.client.close()
        finally:
            serving.stop()


def test_response_has_columns_rows_and_truncated(served: Served) -> None:
    response = served.ask("MATCH (c:County {code: $code}) RETURN c.name AS name, c AS county", code="431021")
    assert response.status_code == 200
    body = response.json()
    assert (body["columns"], body["truncated"], len(body["rows"])) == (["name", "county"], False, 1)
    assert body["rows"][0][0] == "Guiyang County"
    assert body["rows"][0][1]["$type"] == "Node"
    assert set(body) == {"meta", "columns", "rows", "truncated"}
    assert body["meta"]["data_version"] == served.client.get("/v1/meta").json()["meta"]["data_version"]
    assert response.headers["cache-control"] == "no-store"


def test_explain_returns_a_plan(served: Served) -> None:
    assert served.ask("EXPLAIN MATCH (c:County) RETURN c").json()["plan"]["children"][0]["operator"] == "NodeByLabelScan"


@each(
    ("query", "part"),
    [
        ("CREATE (n)", "CREATE"),
        ("CALL dbms.listConfig()", "dbms.listConfig"),
        ("MATCH (n) SET n.x = 1", "SetProperty"),
        ("RETURN x", "`x`"),
    ],
)
def test_rejected_query_is_a_problem(served: Served, query: str, part: str) -> None:
    response = served.ask(query)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == "/problems/console-refused"
    assert body["errors"][0]["pointer"] == "/body/query"
    assert part in body["detail"]
    assert len(body["detail"]) <= 500


@each(
    ("content", "pointer"),
    [
        (b"", "/body"),
        (b"[" * 100_000, "/body"),
        (b"[]", "/body/query"),
        (b'{"query": 1}', "/body/query"),
        (b'{"query": "RETURN 1", "limit": 5}', "/body"),
        (b'{"query": "RETURN 1", "parameters": []}', "/body/parameters"),
        (b'{"query": "RETURN $x", "parameters": {"x": 9223372036854775808}}', "/body/parameters"),
    ],
)
def test_invalid_body_is_rejected(served: Served, content: bytes, pointer: str) -> None:
    response = served.client.post("/v1/cypher", content=content, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


@each("size", [131_073, 200_000, 900_000, 5_000_000])
def test_body_over_the_limit_is_413(served: Served, size: int) -> None:
    """The client sends the whole body before it reads the response, on a connection that it then reuses."""
    with httpx.Client(base_url=served.client.base_url, timeout=60, trust_env=False) as client:
        content = b'{"query": "' + b"x" * size + b'"}'
        response = client.post("/v1/cypher", content=content, headers={"content-type": "application/json"})
        assert (response.status_code, response.json()["type"]) == (413, "/problems/body-too-large")
        assert response.json()["hint"]
        assert client.get("/healthz").status_code == 200


def test_body_of_another_type_is_415_whatever_its_size(served: Served) -> None:
    assert served.client.post("/v1/cypher", content=b"x" * 900_000, headers={"content-type": "text/plain"}).status_code == 415


def test_only_json_is_accepted(served: Served) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert served.client.post("/v1/cypher", content=b'{"query": "RETURN 1"}', headers={"content-type": kind}).status_code == 415
    assert served.client.get("/v1/cypher").status_code == 405
    assert served.client.post("/v1/cypher?limit=1", json={"query": "RETURN 1"}).status_code == 422


def test_availability_and_limits(served: Served) -> None:
    response = served.client.get("/v1/console")
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    row = response.json()["results"][0]
    assert (row["allowed"], row["detail"], row["scope"]) == (True, None, None)
    assert row["limits"] == {"seconds": 5.0, "rows": 1000, "answer_bytes": 2_000_000, "query_bytes": 16_384, "memory": "64m"}
    proxied = served.client.get("/v1/console", headers={"X-Forwarded-For": "192.0.2.1"}).json()["results"][0]
    assert (proxied["allowed"], proxied["scope"]) == (False, "console")
    assert "console" in proxied["detail"]


def test_public_console_requires_a_key(tmp_path: Path) -> None:
    serving = Serving("127.0.0.1", 0, Stores(), Settings(data=tmp_path, public=True, hosts="127.0.0.1"))
    serving.start()
    try:
        response = httpx.post(f"{serving.url}/v1/cypher", json={"query": "RETURN 1"}, trust_env=False)
        assert response.status_code == 401
        assert "console" in response.json()["detail"]
    finally:
        serving.stop()


def test_schema_counts_match_the_data(served: Served) -> None:
    found = served.client.get("/v1/schema").json()["results"][0]
    labels = {item["label"]: item for item in found["labels"]}
    counted = served.ask("MATCH (n:County) RETURN count(n), count(n.seat_lon)").json()["rows"][0]
    assert [labels["County"]["count"], next(p["used"] for p in labels["County"]["properties"] if p["name"] == "seat_lon")] == counted
    offers = next(item for item in found["relationships"] if item["type"] == "OFFERS")
    assert [offers["count"]] == served.ask("MATCH (:School)-[r:OFFERS]->(:Program) RETURN count(r)").json()["rows"][0]
    everything = served.ask("MATCH ()-[r]->() RETURN count(r)").json()["rows"][0]
    assert [sum(item["count"] for item in found["relationships"])] == everything


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_schema_example_runs(served: Served) -> None:
    found = served.client.get("/v1/schema").json()["results"][0]
    patterns = [pattern for item in found["relationships"] for pattern in item["patterns"]]
    things = [*found["labels"], *patterns]
    assert all(len(thing["examples"]) >= 3 for thing in things)
    for thing in [*things, {"count": 1, "examples": found["search"]["examples"]}]:
        for number, example in enumerate(thing["examples"]):
            response = served.ask(example, words="职业")
            assert response.status_code == 200, (example, response.text)
            assert response.json()["rows"] or number or not thing["count"], example


@pytest.mark.slow
def test_api_responds_during_resource_bombs(served: Served) -> None:
    served.ask("RETURN 1")

    def drop(number: int) -> int:
        bomb = hostile.BOMBS[number % len(hostile.BOMBS)]
        return served.client.post("/v1/cypher", json={"query": bomb.query}).status_code

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        bombs = [pool.submit(drop, number) for number in range(20)]
        asked = 0
        while not all(bomb.done() for bomb in bombs):
            response = served.client.get(f"/v1/questions/alliance-members?limit={asked % 900 + 1}")
            assert response.status_code == 200, response.text
            asked += 1
        became = {bomb.result() for bomb in bombs}
    assert asked > 10
    assert became <= {200, 422, 503, 504}
    assert served.ask("RETURN 1").json()["rows"] == [[1]]
