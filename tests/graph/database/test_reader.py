"""Reads on a real server: states, consistency, limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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


def test_states_are_learned_by_looking(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    store = open_store(db)
    run(wait_for(store, "empty"))
    db.run(META, state="ready", version="one")
    run(wait_for(store, "ready"))
    assert store.version == "one"
    db.run(META, state="loading", version="one")
    run(wait_for(store, "loading"))


def test_while_data_is_loaded_nothing_is_answered(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    db.run(META, state="loading", version="one")
    store = open_store(db)
    run(wait_for(store, "loading"))

    async def read() -> None:
        async with store.reading():
            pytest.fail("a read started while data was being loaded")

    with pytest.raises(DatabaseUnavailableError) as caught:
        run(read())
    assert caught.value.retry_after > 0


def test_a_look_that_is_too_old_counts_as_unreachable(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    db.run(META, state="ready", version="one")
    store = open_store(db)
    run(wait_for(store, "ready"))
    store._looked -= store.staleness + 1
    assert store.state == "unreachable"


def test_a_database_that_takes_long_for_the_first_look_is_there_when_opened(
    db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    db.run(META, state="ready", version="one")
    plain, looks = Store._run, list[float]()

    async def slow_at_first(self: Store, *given: Any, **named: Any) -> list[dict[str, Any]]:
        looks.append(named["timeout"])
        if len(looks) == 1:
            await asyncio.sleep(2 * self.staleness)
        return await plain(self, *given, **named)

    monkeypatch.setattr(Store, "_run", slow_at_first)
    store = open_store(db)
    assert store.state == "ready"
    assert looks[0] > store.staleness
    assert store._gate.width < store._settings.statements


def test_a_write_is_refused_by_the_server(db: GraphDB, run: Loop, open_store: Callable[[GraphDB], Store]) -> None:
    store = open_store(db)
    with pytest.raises(DatabaseError, match="AccessMode"):
        run(store.run("CREATE (x:Thing {id: 'x'})", {}))
    assert db.run("MATCH (x:Thing) RETURN count(x) AS n") == [{"n": 0}]


def test_a_runaway_query_is_ended_and_says_so(db: GraphDB, run: Loop, open_store: Callable[..., Store]) -> None:
    store = open_store(db, Settings(read_timeout=1.0))
    with pytest.raises(QueryTimeoutError, match="not known"):
        run(store.run(ENDLESS, {}))


def test_out_of_time_at_a_database_that_has_just_begun_to_answer_is_worth_another_try(
    db: GraphDB, run: Loop, open_store: Callable[..., Store]
) -> None:
    db.run(META, state="ready", version="one")
    store = open_store(db, Settings(read_timeout=0.5))
    run(wait_for(store, "ready"))
    store._gate.narrow()
    with pytest.raises(DatabaseUnavailableError, match="just begun"):
        run(store.run(ENDLESS, {}))
    run(wait_for(store, "ready"))

    async def dawdle() -> None:
        async with store.reading():
            await asyncio.sleep(0.6)

    with pytest.raises(DatabaseUnavailableError, match="just begun"):
        run(dawdle())


def test_a_wrong_password_and_a_closed_port_are_two_things(db: GraphDB, run: Loop) -> None:
    async def state(uri: str, password: str) -> None:
        store = await Store.open(uri, db.auth[0], password, settings=FAST)
        try:
            await store.run("RETURN 1 AS one", {})
        finally:
            await store.close()

    with pytest.raises(DatabaseAuthError):
        run(state(db.uri, "wrong"))
    with pytest.raises(DatabaseUnavailableError):
        run(state("bolt://127.0.0.1:1", db.auth[1]))
