"""A real application on a real socket and a real Neo4j, with a graph small enough to count by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import logs
from api.dependencies import Stores
from api.server.uvicorn_thread import Serving
from graph.database import schema
from graph.database.reader import Store
from graph.queries.search.full_text import search_text
from graph.settings import Settings
from tests.conftest import GraphDB

READY = 60.0
"""Seconds that a store may take to be ready on a busy machine."""
PATIENT = Settings(poll_interval=1.0, read_timeout=60.0)
"""Nothing is loaded meanwhile, and a busy machine must not look like a database that went away."""
logs.route()  # the API's log goes where pytest collects it, not into the output of the commands
DOC = {"sources": ["source:news"], "quotes": ["words of the source"], "certainty": "seen", "origin": "documented"}
SIM = {"sources": ["source:sim"], "locator": "seed 1", "certainty": "seen", "origin": "simulated"}
NODES: list[tuple[str, dict[str, Any]]] = [
    ("Source", {"id": "source:news", "name": "News", "kind": "article", "certainty": "seen", "origin": "documented"}),
    ("Source", {"id": "source:sim", "name": "Simulation", "kind": "simulation", "certainty": "seen", "origin": "simulated"}),
    ("County", {"id": "county:431021", "name": "Guiyang County", "name_zh": "桂阳县", "aliases": ["Guiyang"], "code": "431021", **DOC}),
    ("County", {"id": "county:431024", "name": "Jiahe County", "name_zh": "嘉禾县", "code": "431024", **DOC}),
    ("School", {"id": "school:a", "name": "School A", "name_zh": "甲校", "kind": "named", "code": "4143012847", **DOC}),
    ("School", {"id": "school:group", "name": "Schools of Jiahe", "kind": "unnamed group", **DOC}),
    ("School", {"id": "school:sim-1", "name": "Simulated school 0001", "name_zh": "模拟学校 0001", "kind": "named", **SIM}),
    ("Program", {"id": "program:a.mold", "name": "Mold manufacturing", "name_zh": "模具制造", "status": "active", **DOC}),
    ("Enterprise", {"id": "enterprise:x", "name": "Works X", "name_zh": "甲厂", "kind": "named", **DOC}),
    ("Enterprise", {"id": "enterprise:y", "name": "Works Y", "name_zh": "乙厂", "kind": "named", **DOC}),
    ("Enterprise", {"id": "enterprise:z", "name": "Works Y", "name_zh": "丙厂", "kind": "named", **DOC}),
]
EDGES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("school:a", "LOCATED_IN", "county:431021", DOC),
    ("school:a", "OFFERS", "program:a.mold", {**DOC, "valid_from": "2020", "valid_from_lo": "2020-01-01", "valid_from_hi": "2020-12-31"}),
    ("program:a.mold", "FEEDS", "enterprise:x", {**DOC, "year": 2024, "graduates": 12}),
    ("program:a.mold", "FEEDS", "enterprise:y", {**SIM, "year": 2023}),
    ("enterprise:x", "LOCATED_IN", "county:431021", DOC),
    ("enterprise:y", "LOCATED_IN", "county:431024", DOC),
]
VERSION = "feed" * 16


def fill(db: GraphDB) -> None:
    """Write the small graph."""
    with db.driver() as driver:
        schema.ensure(driver, db.database)
    for label, row in NODES:
        found = search_text(row["name"], row.get("name_zh"), row.get("aliases", ()))
        db.run(f"CREATE (n:Thing:{label}) SET n = $row, n.search = $search", row=row, search=found)
    for start, kind, end, row in EDGES:
        db.run(f"MATCH (a:Thing {{id: $a}}), (b:Thing {{id: $b}}) CREATE (a)-[r:{kind}]->(b) SET r = $row", a=start, b=end, row=row)
    db.run("CALL db.awaitIndexes(60)")
    db.run("CREATE (:Meta {id: 'meta', state: 'ready', data_version: $v, packages: [], counts: '{}', model_version: '1'})", v=VERSION)


@pytest.fixture(scope="module")
def small(graph_server: GraphDB) -> GraphDB:
    """The server with the small graph."""
    return graph_server.hold("small", fill)


def attach(serving: Serving, stores: Stores, db: GraphDB, settings: Settings = PATIENT) -> None:
    """Give a running API the data of a database. A look that comes late does no harm: what a test changes, it changes when it wants to."""
    store = serving.call(Store.open(db.uri, *db.auth, database=db.database, settings=settings, fixed=True))
    end = time.monotonic() + READY
    while store.state != "ready" and time.monotonic() < end:
        time.sleep(0.02)
    serving.call_soon(stores.swap, store)


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., str]]:
    """Starts the API on a free port; without a database it answers 503. It keeps export files only in a given data folder."""
    running: list[Serving] = []

    def start(db: GraphDB | None, settings: Settings = PATIENT, *, data: Path | None = None) -> str:
        stores = Stores()
        own = Settings(host="127.0.0.1", export_cache_bytes=0) if data is None else Settings(host="127.0.0.1", data=data)
        serving = Serving("127.0.0.1", 0, stores, own)
        running.append(serving)
        serving.start()
        if db is not None:
            attach(serving, stores, db, settings)
        return serving.url

    yield start
    for serving in running:
        serving.stop()


@pytest.fixture(scope="module")
def client(small: GraphDB, serve: Callable[[GraphDB | None], str]) -> Iterator[httpx.Client]:
    """A client of an API on the small graph."""
    with httpx.Client(base_url=serve(small), timeout=20, trust_env=False) as made:
        yield made


@pytest.fixture(scope="module")
def bare(serve: Callable[[GraphDB | None], str]) -> Iterator[httpx.Client]:
    """A client of an API that has no database."""
    with httpx.Client(base_url=serve(None), timeout=20, trust_env=False) as made:
        yield made


@pytest.fixture
def start() -> Iterator[Callable[..., httpx.Client]]:
    """Starts an API without a database under settings of its own, on a real socket; returns a client of it."""
    running: list[Serving] = []

    def begin(**changes: Any) -> httpx.Client:
        settings = Settings(host="127.0.0.1").model_copy(update=changes)
        serving = Serving("127.0.0.1", 0, Stores(), settings)
        running.append(serving)
        serving.start()
        return httpx.Client(base_url=serving.url, timeout=20, trust_env=False)

    yield begin
    for serving in running:
        serving.stop()


@pytest.fixture(scope="module")
def moving(graph_server: GraphDB, client: httpx.Client, serve: Callable[..., str]) -> Iterator[httpx.Client]:
    """A client of an API that checks every 0.1 s whether the data has changed."""
    assert client is not None  # ensures that the data is loaded
    with httpx.Client(
        base_url=serve(graph_server, Settings(poll_interval=0.1, read_timeout=30.0)), timeout=20, trust_env=False
    ) as connected:
        yield connected
