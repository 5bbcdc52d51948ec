"""A database whose process is stopped with SIGSTOP: the state of the store, the errors of reads, and the end of the server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from graph.database.reader import Store
from graph.errors import AllianceError, DatabaseUnavailableError
from graph.server.jars import Jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
from tests.conftest import GraphDB, Loop, small_server

LIMIT = 60.0
META = "MERGE (m:Meta {id: 'meta'}) SET m.state = 'ready', m.data_version = 'one', m.packages = [], m.counts = '{}'"
COUNT = "UNWIND range(1, 100000000) AS n RETURN n"


@pytest.fixture(scope="module")
def server(jars: Jars, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    with small_server(tmp_path_factory.mktemp("hang"), jars) as server:
        GraphDB(server.uri, server.auth).run(META)
        yield server


@contextlib.contextmanager
def stopped(server: LocalServer) -> Iterator[None]:
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


async def until(fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT):
        while not fits():
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def opened(server: LocalServer, *, fixed: bool = True, **changes: float) -> AsyncIterator[Store]:
    settings = Settings().model_copy(update={"poll_interval": 0.5, "read_timeout": 5.0, **changes})
    store = await Store.open(server.uri, *server.auth, settings=settings, fixed=fixed)
    try:
        await until(lambda: store.state == "ready")
        yield store
    finally:
        await store.close()


async def read(store: Store) -> str:
    """Read as a request does; return the text of the error."""
    try:
        async with store.reading():
            await store.run("RETURN 1 AS one", {})
    except DatabaseUnavailableError as problem:
        return problem.detail
    return ""


@pytest.mark.parametrize("fixed", [True, False])
def test_a_hung_database_is_unreachable_until_it_answers_again(server: LocalServer, run: Loop, fixed: bool) -> None:
    async def play() -> tuple[str, int]:
        async with opened(server, fixed=fixed) as store:
            with stopped(server):
                await until(lambda: store.state == "unreachable")
                refused, inflight = await read(store), store.inflight
            await until(lambda: store.state == "ready")
            assert await read(store) == ""
            return refused, inflight

    assert run(play(), 3 * LIMIT) == ("The database does not answer in time.", 0)


def test_one_late_poll_keeps_a_store_of_the_local_server_ready(server: LocalServer, run: Loop) -> None:
    async def play() -> str:
        async with opened(server, poll_interval=1.0) as store:
            with stopped(server):
                await until(lambda: store._liveness.late)
                state = store.state
            await until(lambda: not store._liveness.late)
            return state

    assert run(play(), 3 * LIMIT) == "ready"


def test_only_a_store_of_the_local_server_counts_as_hung(server: LocalServer, run: Loop) -> None:
    """A connection attempt that times out before the poll does counts as a missing answer too."""

    async def play() -> tuple[bool, bool, bool]:
        async with opened(server, connect_timeout=1.0) as ours, opened(server, fixed=False) as theirs:
            ours._liveness.hang_timeout = theirs._liveness.hang_timeout = 3.0
            before = ours.hung
            with stopped(server):
                await until(lambda: ours.hung and theirs._liveness.hung)
                during = ours.hung, theirs.hung
            await until(lambda: ours.state == theirs.state == "ready")
            return before, *during

    assert run(play(), 3 * LIMIT) == (False, True, False)


def test_all_attempts_of_a_read_share_its_time_limit_and_leave_no_connection_open(server: LocalServer, run: Loop) -> None:
    """With a time limit for each attempt, ten retries of a connection attempt of 1 s would exceed the bound here."""

    async def play() -> set[bool]:
        # polls with a long time limit: this test is about the read only
        async with opened(server, poll_interval=1.0, connect_timeout=1.0, read_timeout=3.0, retries=10) as store:
            with stopped(server):
                async with asyncio.timeout(9):
                    errors = await asyncio.gather(*(read_any(store) for _ in range(4)))
                assert all(issubclass(kind, AllianceError) for kind in errors)
                store._poll_task.cancel()  # type: ignore[union-attr]
                await asyncio.gather(store._poll_task, return_exceptions=True)  # type: ignore[arg-type]
                held = store._sessions._driver._pool.connections
                return {connection.in_use for many in held.values() for connection in many}

    assert True not in run(play(), 3 * LIMIT)


async def read_any(store: Store) -> type[BaseException]:
    with pytest.raises(AllianceError) as caught:
        await store.run("RETURN 1 AS one", {})
    return caught.type


def test_a_read_that_waits_for_a_slot_fails_when_the_database_becomes_unresponsive(server: LocalServer, run: Loop) -> None:
    async def play() -> list[str]:
        async with opened(server, statements=1, read_timeout=30.0) as store:
            with stopped(server):
                first = asyncio.create_task(read(store))
                waiting = [asyncio.create_task(read(store)) for _ in range(3)]
                await until(lambda: store._liveness.unresponsive)
                first.cancel()  # its client disconnected, which frees its slot
                return list(await asyncio.gather(*waiting))

    assert set(run(play(), 3 * LIMIT)) == {"The database does not answer in time."}


def test_a_stream_ends_when_the_database_hangs(server: LocalServer, run: Loop) -> None:
    async def play() -> str:
        async with opened(server) as store, contextlib.aclosing(store.stream(COUNT, {}, timeout=600)) as records:
            await anext(records)
            with stopped(server):
                async with asyncio.timeout(LIMIT):
                    with pytest.raises(DatabaseUnavailableError) as caught:
                        async for _ in records:
                            pass
            return caught.value.detail

    assert run(play(), 3 * LIMIT) == "The database does not answer in time."


def test_closing_a_store_does_not_wait_for_a_hung_database(server: LocalServer, run: Loop) -> None:
    async def play() -> None:
        async with opened(server) as store:
            with stopped(server):
                async with asyncio.timeout(LIMIT):
                    await store.close()

    run(play(), 3 * LIMIT)


def test_a_stopped_server_can_be_killed_and_its_store_started_again(jars: Jars, tmp_path: Path) -> None:
    with small_server(tmp_path, jars, stop_limit=3600) as server:  # a graceful stop would take an hour
        GraphDB(server.uri, server.auth).run(META)
        process = psutil.Process(server.pid)
        process.suspend()
        server.kill()
        assert not process.is_running()
        server.start()
        assert GraphDB(server.uri, server.auth).run("MATCH (m:Meta) RETURN m.data_version AS version") == [{"version": "one"}]
