"""Reads on a real server: states, consistency, limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from graph.database.reader import Store
from graph.errors import DatabaseAuthError, DatabaseError, DatabaseUnavailableError, QueryTimeoutError
from graph.settings import Settings
from tests.conftest import FAST, GraphDB, Loop

ENDLESS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a + b < 0 RETURN count(*) AS n"
META = "MERGE (m:Meta {id: 'meta'}) SET m.state = $state, m.data_version = $version, m.packages = [], m.counts = '{}'"


@pytest.fixture
def db(graph_db: GraphDB) -> GraphDB:
    graph_db.run("MATCH (n) DETACH DELETE n")
    return graph_db


async def wait_for(store: Store, state: str) -> None:
    async with asyncio.timeout(10):
        while store.state != state:
            await asyncio.sleep(0.02)


def test_the_state_follows_the_polls(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    store = open_store(db)
    run(wait_for(store, "empty"))
    db.run(META, state="ready", version="one")
    run(wait_for(store, "ready"))
    assert store.version == "one"
    db.run(META, state="loading", version="one")
    run(wait_for(store, "loading"))


def test_no_read_starts_while_data_is_being_loaded(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    db.run(META, state="loading", version="one")
    store = open_store(db)
    run(wait_for(store, "loading"))

    async def read() -> None:
        async with store.reading():
            pytest.fail("a read started while data was being loaded")

    with pytest.raises(DatabaseUnavailableError) as caught:
        run(read())
    assert caught.value.retry_after > 0


def test_an_old_poll_makes_the_store_unreachable(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    db.run(META, state="ready", version="one")
    store = open_store(db)
    run(wait_for(store, "ready"))
    store._polled_at -= store.staleness + 1
    assert store.state == "unreachable"


def test_a_store_with_a_slow_first_poll_is_ready_when_opened(
    db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    db.run(META, state="ready", version="one")
    original, timeouts = Store._run, list[float]()

    async def slow_at_first(self: Store, *given: Any, **named: Any) -> list[dict[str, Any]]:
        timeouts.append(named["timeout"])
        if len(timeouts) == 1:
            await asyncio.sleep(2 * self.staleness)
        return await original(self, *given, **named)

    monkeypatch.setattr(Store, "_run", slow_at_first)
    store = open_store(db)
    assert store.state == "ready"
    assert timeouts[0] > store.staleness
    assert store._limiter.current_limit < store._settings.statements


def test_a_write_is_refused_by_the_server(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    store = open_store(db)
    with pytest.raises(DatabaseError, match="AccessMode"):
        run(store.run("CREATE (x:Thing {id: 'x'})", {}))
    assert db.run("MATCH (x:Thing) RETURN count(x) AS n") == [{"n": 0}]


def test_a_query_that_exceeds_the_time_limit_is_an_error(db: GraphDB, run: Loop, open_store: Callable[..., Store]) -> None:
    store = open_store(db, Settings(read_timeout=1.0))
    with pytest.raises(QueryTimeoutError, match="unknown"):
        run(store.run(ENDLESS, {}))


def test_a_timeout_during_the_warm_up_is_retryable(db: GraphDB, run: Loop, open_store: Callable[..., Store]) -> None:
    db.run(META, state="ready", version="one")
    store = open_store(db, Settings(read_timeout=0.5))
    run(wait_for(store, "ready"))
    store._limiter.start_warm_up()
    with pytest.raises(DatabaseUnavailableError, match="warming up"):
        run(store.run(ENDLESS, {}))


def slow_reading(store: Store, meanwhile: Callable[[], object]) -> Callable[[], Coroutine[Any, Any, None]]:
    """Return a reading that takes longer than a read may take, during which ``meanwhile`` is called."""

    async def read() -> None:
        async with store.reading():
            meanwhile()
            await asyncio.sleep(2 * store._settings.read_timeout)

    return read


def test_reads_of_one_version_may_together_exceed_the_limit_of_a_read(db: GraphDB, run: Loop, open_store: Callable[..., Store]) -> None:
    db.run(META, state="ready", version="one")
    store = open_store(db, Settings(read_timeout=0.2))
    run(wait_for(store, "ready"))
    run(slow_reading(store, lambda: None)())
    assert store.inflight == 0


@pytest.mark.parametrize(("state", "version"), [("loading", "one"), ("ready", "two")])
def test_slow_reads_across_a_change_of_the_data_are_refused(
    db: GraphDB, run: Loop, open_store: Callable[..., Store], state: str, version: str
) -> None:
    db.run(META, state="ready", version="one")
    store = open_store(db, Settings(read_timeout=1.0))
    run(wait_for(store, "ready"))
    with pytest.raises(DatabaseUnavailableError, match=r"being loaded|changed during"):
        run(slow_reading(store, lambda: db.run(META, state=state, version=version))())


def test_a_wrong_password_and_a_closed_port_are_different_errors(db: GraphDB, run: Loop) -> None:
    async def read(uri: str, password: str) -> None:
        store = await Store.open(uri, db.auth[0], password, settings=FAST)
        try:
            await store.run("RETURN 1 AS one", {})
        finally:
            await store.close()

    with pytest.raises(DatabaseAuthError):
        run(read(db.uri, "wrong"))
    with pytest.raises(DatabaseUnavailableError):
        run(read("bolt://127.0.0.1:1", db.auth[1]))
