"""Shared fixtures. Tests use one real Neo4j per process; each module starts with an empty database and loads a minimal data set.

Three targets run the same tests: ``--neo4j local`` (default, a local server), ``--neo4j container`` (testcontainers) and ``--neo4j uri``
(the server at ``NEO4J_URI``; ITS DATA IS DELETED).

Tests run in two processes, each with its own server. Consecutive modules with the same data share one load: :meth:`GraphDB.hold` reloads
only if something was committed since.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import neo4j
import orjson
import pytest
from fastapi import FastAPI
from hypothesis import settings

from api import openapi
from graph.database.reader import Store
from graph.loading import local_loader
from graph.loading.local_loader import load_remote
from graph.server.aot_cache import aot_file, make_aot
from graph.server.jars import Jars, ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled
from tests.graph.storage import fake_store

real_document = openapi.document
documents: list[tuple[object, bytes]] = []


def one_document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, computed once per set of questions: it takes two seconds and depends only on the questions."""
    cached = next((content for questions, content in documents if questions == app.state.questions), None)
    if cached is None:
        cached = orjson.dumps(real_document(app))
        documents.append((app.state.questions, cached))
    document: dict[str, Any] = orjson.loads(cached)
    return document


openapi.document = one_document

os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
"""Read by every Java: most servers of tests live for seconds, and the optimising compiler would take 40 % of their CPU time."""
ALL_COMPILERS = ("-XX:TieredStopAtLevel=4",)
"""For the one server that lives as long as the tests: it plans hundreds of queries, in half the time when they are compiled well."""

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
"""Tests start hundreds of Python processes. Without compiled files each of them compiles all it imports, which doubles its CPU time."""

settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

NEO4J_IMAGE = "neo4j:2026.09.0-community"
CACHE = Settings().cache
T = TypeVar("T")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--neo4j", choices=["local", "container", "uri"], default="local", help="which Neo4j the tests run on")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Use a single process with a shared database or a debugger."""
    if config.getoption("--neo4j") == "uri" or config.getoption("usepdb"):
        config.option.numprocesses = 0


def pytest_report_header(config: pytest.Config) -> str:
    shared = " (one process: the database is shared)" if config.getoption("--neo4j") == "uri" else ""
    return f"neo4j: {config.getoption('--neo4j')}{shared}"


OUTSIDE = {"graph_server", "default_data", "jars", "data", "console", "workspace", "explorer_built", "browser", "names"}
"""Fixtures that start a server, a build or a browser; their tests are not quick."""
STARTS = {"subprocess", "LocalServer", "load_local", "sync_playwright", "open_table", "write_book", "messy"}
"""Imports that start processes, as reading a spreadsheet does; tests of modules with them are not quick."""


DATA = ("small", "documented", "default_data", "graph_server", "explored")
"""Fixtures that hold a data set. A module with several of them counts as the last one; modules without data come after all others."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests as ``quick`` if they need no database, browser or other process; put modules with the same data next to each other.

    Each change of the data loads it again and makes the server plan every query again, which takes more time than the queries. The pages
    of the explorer come late, when the server has planned much and plans fast; tests without a server fill the end.
    """
    used: dict[Path, set[str]] = {}
    for item in items:
        slow = item.get_closest_marker("slow") or not isinstance(item, pytest.Function)
        if not slow and not OUTSIDE & set(item.fixturenames) and not STARTS & set(vars(item.module)):
            item.add_marker("quick")
        used.setdefault(item.path, set()).update(getattr(item, "fixturenames", ()))
    ranks = {
        path: [rank for rank, name in enumerate(DATA) if name in names and (name != "graph_server" or not names & set(DATA[:3]))]
        for path, names in used.items()
    }
    items.sort(key=lambda item: max(ranks[item.path], default=len(DATA)))


@dataclass
class GraphDB:
    """The Neo4j server of the test run."""

    uri: str
    auth: tuple[str, str]
    database: str = "neo4j"
    held: tuple[str, frozenset[str]] | None = None
    """Name of the last loaded data set, and the bookmark of its last commit."""

    def driver(self) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(self.uri, auth=self.auth)

    def run(self, query: str, **params: Any) -> list[dict[str, Any]]:
        with self.driver() as driver:
            return [record.data() for record in driver.execute_query(query, params, database_=self.database).records]

    def clean(self) -> None:
        """Delete data, constraints and indexes."""
        with self.driver() as driver, driver.session(database=self.database) as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
            for row in session.run("SHOW CONSTRAINTS YIELD name RETURN name").data():
                session.run(f"DROP CONSTRAINT `{row['name']}`").consume()
            for row in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").data():
                session.run(f"DROP INDEX `{row['name']}`").consume()

    def hold(self, data: str, load: Callable[[GraphDB], object]) -> GraphDB:
        """Ensure that the database contains exactly ``data``; call ``load`` if it does not."""
        if self.held != (data, self.last_commit()):
            self.clean()
            load(self)
            self.settle()
            self.held = (data, self.last_commit())
        return self

    def last_commit(self) -> frozenset[str]:
        """Return the bookmark of the last commit; it changes with every write."""
        with self.driver() as driver, driver.session(database=self.database, default_access_mode=neo4j.READ_ACCESS) as session:
            session.run("RETURN 1").consume()
            return session.last_bookmarks().raw_values

    def settle(self) -> None:
        """Make query planning reproducible: wait for all indexes, resample statistics and clear cached plans."""
        self.run("CALL db.awaitIndexes(120)")
        self.run("CALL db.prepareForReplanning(120)")

    def settings(self) -> DatabaseSettings:
        return DatabaseSettings(uri=self.uri, username=self.auth[0], password=self.auth[1], database=self.database)


@pytest.fixture(scope="session")
def jars() -> Jars:
    """The JAR files, with the ahead-of-time cache: it is made once per machine and saves half the CPU time of each start."""
    jars = ensure_jars(CACHE)
    make_aot(CACHE, jars, limit=600)
    return jars


def small_server(home: Path, jars: Jars, **options: Any) -> LocalServer:
    """A local server with little memory, not yet started."""
    return LocalServer(home, jars, **{"heap": "512m", "page_cache": "64m", "aot": aot_file(CACHE, jars), **options})


@pytest.fixture(scope="session")
def graph_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphDB]:
    target = request.config.getoption("--neo4j")
    if target == "uri":
        database = DatabaseSettings()
        if database.uri is None:
            pytest.exit("--neo4j uri requires NEO4J_URI and a password. The data on that server is deleted.", returncode=2)
        yield GraphDB(database.uri, (database.username, database.secret()), database.database)
    elif target == "container":
        yield from _container()
    else:
        jars = request.getfixturevalue("jars")
        with small_server(tmp_path_factory.mktemp("neo4j"), jars, jvm_options=ALL_COMPILERS) as server:
            yield GraphDB(server.uri, server.auth)


def _container() -> Iterator[GraphDB]:
    neo4j_module = pytest.importorskip("testcontainers.community.neo4j", reason="testcontainers is not installed")
    if not os.environ.get("DOCKER_HOST") and not Path("/var/run/docker.sock").exists():
        pytest.skip("no Docker engine: DOCKER_HOST is not set")
    with neo4j_module.Neo4jContainer(NEO4J_IMAGE, password="a-test-password") as container:
        yield GraphDB(container.get_connection_url(), ("neo4j", "a-test-password"))


@pytest.fixture(scope="module")
def graph_db(graph_server: GraphDB) -> GraphDB:
    """The server, empty."""
    graph_server.clean()
    return graph_server


FAST = Settings(poll_interval=1.0, read_timeout=30.0)
"""Long timeouts: on a busy machine, a slow response must not be treated as a database failure."""


@pytest.fixture(scope="module")
def fast() -> Settings:
    """Settings with a short lease, so that a load does not wait long for readers."""
    return FAST


def replace_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the importer and the server of a local load by fakes, to test the data folder alone."""
    monkeypatch.setattr(local_loader, "ensure_jars", lambda cache, progress: None)

    def pretend(home: Path, *args: object, **more: object) -> None:
        fake_store.fill(home)

    monkeypatch.setattr(local_loader, "bulk_import", pretend)
    monkeypatch.setattr(local_loader._Load, "_create_indexes", lambda *args, **options: None)


@pytest.fixture
def without_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Local loads start no process."""
    replace_server(monkeypatch)


IMPATIENT = Settings(poll_interval=0.05, read_timeout=0.1)
"""Short timeouts, for a load without readers to wait for."""


@pytest.fixture(scope="module")
def documented(graph_server: GraphDB) -> GraphDB:
    """The server with the documented Chenzhou data and nothing else."""
    return graph_server.hold(
        "documented", lambda db: load_remote(db.settings(), IMPATIENT, [bundled("chenzhou") or ""], merge=False, progress=None)
    )


@pytest.fixture(scope="module")
def default_data(graph_server: GraphDB) -> GraphDB:
    """The server with the default data: the catalogue, Chenzhou and Hunan."""
    return graph_server.hold(
        "default", lambda db: load_remote(db.settings(), IMPATIENT, [bundled("hunan") or ""], merge=False, progress=None)
    )


class Loop:
    """An event loop in its own thread, so that background tasks continue between calls."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def __call__(self, work: Awaitable[T], timeout: float = 60) -> T:
        async def wrapped() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(wrapped(), self.loop).result(timeout)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture(scope="session")
def run() -> Iterator[Loop]:
    """Return a function that runs a coroutine: ``run(store.ask(...))``."""
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def open_store(run: Loop) -> Iterator[Callable[[GraphDB], Store]]:
    """Return a function that opens stores; they are closed at the end of the module."""
    opened: list[Store] = []

    def make(db: GraphDB, settings: Settings | None = None) -> Store:
        store = run(Store.open(db.uri, *db.auth, database=db.database, settings=settings or FAST))
        opened.append(store)
        return store

    yield make
    for store in opened:
        run(store.close())


@pytest.fixture(scope="module")
def store(documented: GraphDB, open_store: Callable[[GraphDB], Store]) -> Store:
    """A store on the documented data."""
    return open_store(documented)
