"""Reads. One ``Store`` is one database as it stands: an address, a pool of connections and the data version that is served.

The data version is learned by a background poll, not by a query a request. A read starts only while the last look that found the
state ``ready`` is at most ``staleness`` old, and an answer that took longer than the read's time limit is thrown away. A loader that
commits the state ``loading`` and then waits for ``staleness + read_timeout`` can therefore be sure that no reader sees its writes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any, TypeVar

import neo4j
from neo4j import AsyncGraphDatabase, NotificationMinimumSeverity

from graph.database import driver_errors, tracing
from graph.database.concurrency_limit import Gate
from graph.database.cypher_files import text_of
from graph.database.data_version import LATE, Served
from graph.database.liveness import SilentError
from graph.database.records import plain
from graph.database.session_pool import Sessions
from graph.errors import AllianceError, DatabaseUnavailableError, QueryTimeoutError
from graph.settings import DatabaseSettings, Settings

T = TypeVar("T")
STREAM_BATCH = 2000
"""Records that a stream holds at a time."""


class Store(Served):
    """One database, for reading. Raises only errors of :mod:`graph.errors`."""

    def __init__(self, sessions: Sessions, settings: Settings, *, fixed: bool = False) -> None:
        super().__init__(settings, fixed=fixed)
        self._sessions = sessions
        self._gate = Gate(settings.statements, settings.read_timeout / 2)
        self._poll: asyncio.Task[None] | None = None
        self._closed = False
        self.inflight = 0

    @classmethod
    async def open(
        cls, uri: str, user: str, password: str, *, database: str = "neo4j", settings: Settings | None = None, fixed: bool = False
    ) -> Store:
        """Open a pool of connections and start to look at the data version. Does not fail when the database is not there yet.

        ``fixed``: nothing is ever loaded into this database (a store of the local server), so a late look alone does no harm.
        """
        settings = settings or Settings()
        try:
            driver = AsyncGraphDatabase.driver(
                uri,
                auth=(user, password),
                max_connection_pool_size=settings.pool_size,
                connection_timeout=settings.connect_timeout,
                connection_acquisition_timeout=settings.connect_timeout,
                telemetry_disabled=True,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                user_agent="alliance-explorer",
            )
        except Exception as problem:
            raise driver_errors.translate(problem) from problem
        store = cls(Sessions(driver, database, routed=uri.startswith("neo4j")), settings, fixed=fixed)
        await store._look_first()
        store._poll = asyncio.create_task(store._watch())
        return store

    @classmethod
    async def at(cls, database: DatabaseSettings, settings: Settings) -> Store:
        """Open the database that the environment names."""
        assert database.uri is not None
        return await cls.open(database.uri, database.username, database.secret(), database=database.database, settings=settings)

    async def close(self) -> None:
        """Stop to look, close the connections."""
        self._closed = True  # asyncio.wait_for may swallow a cancellation that comes as its work ends; the loop then ends by this
        if self._poll is not None:
            self._poll.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poll
        await self._sessions.close()

    async def drain(self, seconds: float) -> None:
        """Wait until no read is under way, ``seconds`` at most."""
        end = time.monotonic() + seconds
        while self.inflight and time.monotonic() < end:
            await asyncio.sleep(0.02)

    async def _look_first(self) -> None:
        """Look, and once more when the answer came later than a look may be old: a database that has just started takes its time once."""
        started = time.monotonic()
        await self.look(patience=self._settings.read_timeout)
        if time.monotonic() - started > self.staleness and self._state != "unreachable":
            self._gate.narrow()
            await self.look()

    async def look(self, *, patience: float | None = None) -> None:
        """Look up the data version once.

        :param patience: seconds that it may take; when None, as long as a look may be old, and longer once a fixed store is silent.
        """
        started, before = time.monotonic(), self._state
        usual = self._pulse.last_look if self._fixed and self._pulse.silent else self.staleness
        try:
            rows = await self._run(text_of("browse", "meta"), {}, timeout=patience or usual, tries=1)
        except AllianceError as problem:
            # a server that hangs takes connections, since the kernel does that, and then does not answer on them
            waited = time.monotonic() - started >= self._settings.connect_timeout
            self._look_failed(started, late=isinstance(problem, QueryTimeoutError) or waited)
            return
        is_new = not self._meta  # the first answer of a database that has just started may take its time
        self._pulse.seen(in_time=is_new or time.monotonic() - started <= self.staleness)
        if self._fixed and self._pulse.silent:
            return
        if before == "unreachable" and self._meta:  # it was there, went away and has come back
            self._gate.narrow()
        self._saw(rows[0]["meta"] if rows and rows[0]["meta"] else {}, started)

    def _look_failed(self, started: float, *, late: bool) -> None:
        """Note a look without an answer. The version of a fixed store is certain, so it takes several late ones to give it up."""
        if late:
            self._pulse.missed(started)
        if not late or not self._fixed or self._pulse.silent:
            self._lost(overdue=late)

    async def _watch(self) -> None:
        while not self._closed:
            await asyncio.sleep(self._settings.poll_interval / 2)
            await self.look()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[str]:
        """One consistent view for several reads: yields the data version; raises when it changed or could have.

        :raises DatabaseUnavailableError: while data is being loaded, or when the version changed meanwhile; worth another try.
        """
        version = self._admit()
        started = time.monotonic()
        self.inflight += 1
        try:
            yield version
        finally:
            self.inflight -= 1
        if time.monotonic() - started > self._settings.read_timeout:
            raise self._out_of_time()

    def serving(self) -> str:
        """The data version that a read may begin with.

        :raises DatabaseUnavailableError: there is none now.
        """
        return self._admit()

    async def run_in(self, version: str, text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows of a text that belongs to a long answer of one data version; it waits for no place.

        :raises DatabaseUnavailableError: the data is no longer of that version.
        """
        rows = await self._run(text, params)
        self._admit_same(version)
        return rows

    async def rows(self, name: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows of a query in ``cypher/browse``; use inside :meth:`reading` when one answer needs several."""
        return await self.run(text_of("browse", name), params)

    async def run(self, text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows of a text, once a slot is free (:mod:`graph.database.concurrency_limit`). Waiting counts towards the time limit."""
        end = time.monotonic() + self._settings.read_timeout
        async with self._gate.place():
            if self._pulse.silent:  # found out while this waited
                raise self._late()
            try:
                return await self._run(text, params, timeout=max(0.001, end - time.monotonic()))
            except QueryTimeoutError as problem:
                raise self._out_of_time() from problem

    def _late(self) -> DatabaseUnavailableError:
        return DatabaseUnavailableError(LATE, hint="Try again in a moment.")

    def _out_of_time(self) -> AllianceError:
        """The error of a read that took too long. It says nothing about the read when the database answers nobody or has just started."""
        if self._gate.is_new and not self._pulse.silent:
            return DatabaseUnavailableError("The database has only just begun to answer.", hint="Try again in a moment.")
        if self._pulse.late:
            return self._late()
        return QueryTimeoutError(driver_errors.TIMED_OUT, hint="Narrow it, or try again.")

    async def stream(
        self, text: str, params: dict[str, Any], *, timeout: float | None = None, version: str | None = None
    ) -> AsyncGenerator[dict[str, Any]]:
        """Records of a text, one by one, for an answer that is too large to hold; memory does not grow with their number.

        A stream may last longer than a read. So it looks, batch by batch, whether the data version is still the one that it began with: a
        loader waits for longer than a look may be old before it writes.

        :param timeout: seconds for the whole stream; ``export_timeout`` of the settings when None.
        :param version: the data version that it must be of; whichever is served when None.
        :raises DatabaseUnavailableError: when new data came meanwhile, or the database went away; what was yielded is then worth nothing.
        """
        version = version or self._admit()
        query = neo4j.Query(text, metadata=tracing.metadata(), timeout=timeout or self._settings.export_timeout)
        self.inflight += 1
        try:
            async with self._sessions.fresh(fetch_size=STREAM_BATCH) as session:
                try:
                    self._admit_same(version)
                    result = await self._step(session.run(query, params))
                    while batch := await self._step(result.fetch(STREAM_BATCH)):
                        self._admit_same(version)
                        for record in batch:
                            yield plain(record)
                except BaseException:
                    session.cancel()  # the connection goes; else the driver would have all the rest read, and throw it away
                    raise
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, OSError) as problem:
            raise driver_errors.translate(problem) from problem
        finally:
            self.inflight -= 1

    async def _step(self, work: Coroutine[Any, Any, T]) -> T:
        """A step of a stream, which may take as long as the whole stream, unless the database is found silent."""
        try:
            return await self._pulse.watched(work, every=self._settings.poll_interval)
        except SilentError as problem:
            raise self._late() from problem

    async def meta(self) -> dict[str, Any]:
        """Versions, packages and counts of the data that is served; fields that hold JSON are parsed."""
        async with self.reading():
            meta = dict(self._meta)
        meta["packages"] = [json.loads(text) for text in meta.get("packages", [])]
        meta["counts"] = json.loads(meta.get("counts") or "{}")
        return meta

    async def explain(self, text: str) -> tuple[str, dict[str, Any]]:
        """Type (``r`` is read-only) and plan of a text, which is not run."""
        try:
            async with self._sessions.fresh() as session:
                result = await session.run(f"EXPLAIN {text}", {})
                summary = await result.consume()
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, OSError) as problem:
            raise driver_errors.translate(problem) from problem
        return summary.query_type or "", summary.plan or {}

    async def _run(
        self, text: str, params: dict[str, Any], *, timeout: float | None = None, tries: int | None = None
    ) -> list[dict[str, Any]]:
        """Rows of a text. All tries together have ``timeout`` seconds, here as in the server, which may not be able to keep to it.

        A connection whose answer did not come in time is closed, not awaited.
        """
        limit = timeout or self._settings.read_timeout
        end, left = time.monotonic() + limit, tries if tries is not None else 1 + self._settings.retries
        try:
            async with asyncio.timeout(limit):
                while True:
                    left -= 1
                    try:
                        rows = await self._once(text, params, max(0.001, end - time.monotonic()))
                    except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, OSError) as problem:
                        if left <= 0 or not driver_errors.is_retryable(problem):
                            raise driver_errors.translate(problem) from problem
                    else:
                        self._pulse.beat()
                        return rows
        except TimeoutError as problem:
            raise QueryTimeoutError(driver_errors.TIMED_OUT, hint="Narrow it, or try again.") from problem

    async def _once(self, text: str, params: dict[str, Any], timeout: float) -> list[dict[str, Any]]:
        return await self._sessions.rows(neo4j.Query(text, metadata=tracing.metadata(), timeout=timeout), params)
