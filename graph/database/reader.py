"""Read from a database. A ``Store`` is one database: a URI, a pool of connections and the data version that is served.

A background task polls the data version; requests do not query it. A read starts only while the last poll that returned the state
``ready`` is at most ``staleness`` seconds old, and the result of a read that exceeded its time limit is discarded. After a loader commits
the state ``loading`` and waits for ``staleness + read_timeout``, no reader can see its writes.
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
from graph.database.concurrency_limit import ConcurrencyLimiter
from graph.database.cypher_files import text_of
from graph.database.data_version import LATE, ServedVersion
from graph.database.liveness import UnresponsiveError
from graph.database.records import plain
from graph.database.session_pool import SessionPool
from graph.errors import TRY_LATER, AllianceError, DatabaseUnavailableError, QueryTimeoutError
from graph.settings import DatabaseSettings, Settings
from seed.bilingual import Bilingual

T = TypeVar("T")
STREAM_BATCH = 2000
"""Number of records that a stream holds in memory."""


class Store(ServedVersion):
    """Read access to one database. Raises only errors of :mod:`graph.errors`."""

    def __init__(self, sessions: SessionPool, settings: Settings, *, fixed: bool = False) -> None:
        super().__init__(settings, fixed=fixed)
        self._sessions = sessions
        self._limiter = ConcurrencyLimiter(settings.statements, settings.read_timeout / 2)
        self._poll_task: asyncio.Task[None] | None = None
        self._closed = False
        self.inflight = 0

    @classmethod
    async def open(
        cls, uri: str, user: str, password: str, *, database: str = "neo4j", settings: Settings | None = None, fixed: bool = False
    ) -> Store:
        """Open a pool of connections and start to poll the data version. Does not fail when the database is not available yet.

        :param fixed: nothing is ever loaded into this database (a store of the local server), so a single late poll has no effect.
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
        store = cls(SessionPool(driver, database, routed=uri.startswith("neo4j")), settings, fixed=fixed)
        await store._first_poll()
        store._poll_task = asyncio.create_task(store._watch())
        return store

    @classmethod
    async def at(cls, database: DatabaseSettings, settings: Settings) -> Store:
        """Open the database that the environment configures."""
        assert database.uri is not None
        return await cls.open(database.uri, database.username, database.secret(), database=database.database, settings=settings)

    async def close(self) -> None:
        """Stop polling and close the connections."""
        self._closed = True  # ends the loop if asyncio.wait_for swallows a cancellation that arrives as its work ends
        if self._poll_task is not None:
            self._poll_task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poll_task
        await self._sessions.close()

    async def drain(self, seconds: float) -> None:
        """Wait until no read is in progress, for at most ``seconds``."""
        end = time.monotonic() + seconds
        while self.inflight and time.monotonic() < end:
            await asyncio.sleep(0.02)

    async def _first_poll(self) -> None:
        """Poll, and poll again when the answer took longer than ``staleness``: the first answer after a start is slow."""
        started = time.monotonic()
        await self.poll(patience=self._settings.read_timeout)
        if time.monotonic() - started > self.staleness and self._state != "unreachable":
            self._limiter.start_warm_up()
            await self.poll()

    async def poll(self, *, patience: float | None = None) -> None:
        """Read the data version once.

        :param patience: time limit in seconds; None: ``staleness``, or longer once a fixed store is unresponsive.
        """
        started, before = time.monotonic(), self._state
        usual = self._liveness.hang_timeout if self._fixed and self._liveness.unresponsive else self.staleness
        try:
            rows = await self._run(text_of("browse", "meta"), {}, timeout=patience or usual, tries=1)
        except AllianceError as problem:
            # a hung server accepts connections, since the kernel does that, but never answers on them
            waited = time.monotonic() - started >= self._settings.connect_timeout
            self._poll_failed(started, late=isinstance(problem, QueryTimeoutError) or waited)
            return
        first = not self._meta  # the first answer after a start may be slow
        self._liveness.record_poll(in_time=first or time.monotonic() - started <= self.staleness)
        if self._fixed and self._liveness.unresponsive:
            return
        if before == "unreachable" and self._meta:  # the database is back after an outage
            self._limiter.start_warm_up()
        self._record_meta(rows[0]["meta"] if rows and rows[0]["meta"] else {}, started)

    def _poll_failed(self, started: float, *, late: bool) -> None:
        """Record a poll without an answer. The version of a fixed store cannot change, so it tolerates single late polls."""
        if late:
            self._liveness.record_late_poll(started)
        if not late or not self._fixed or self._liveness.unresponsive:
            self._mark_unreachable(overdue=late)

    async def _watch(self) -> None:
        while not self._closed:
            await asyncio.sleep(self._settings.poll_interval / 2)
            await self.poll()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[str]:
        """Give several reads one consistent view and yield its data version.

        Each read has its own time limit; together they may take longer, as when a server plans each of them for the first time. A loader
        waits for ``staleness + read_timeout`` before it writes, so a version that was still served after that time has not been written to.

        :raises DatabaseUnavailableError: data is being loaded, or the version changed or could have changed; the read may be retried.
        """
        version = self._require_ready()
        started = time.monotonic()
        self.inflight += 1
        try:
            yield version
        finally:
            self.inflight -= 1
        if time.monotonic() - started > self._settings.read_timeout:
            self._require_version(version)

    def serving(self) -> str:
        """Return the data version that a read starts with.

        :raises DatabaseUnavailableError: no data can be served now.
        """
        return self._require_ready()

    async def run_in(self, version: str, text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of a query that is part of a long response of one data version. It does not wait for a slot.

        :raises DatabaseUnavailableError: the data version has changed.
        """
        rows = await self._run(text, params)
        self._require_version(version)
        return rows

    async def rows(self, name: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of a query in ``cypher/browse``. Use it inside :meth:`reading` when a response needs several queries."""
        return await self.run(text_of("browse", name), params)

    async def run(self, text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of a query. The wait for a slot (:mod:`graph.database.concurrency_limit`) counts towards the time limit."""
        end = time.monotonic() + self._settings.read_timeout
        async with self._limiter.slot():
            if self._liveness.unresponsive:  # it became so during the wait
                raise self._late_error()
            try:
                return await self._run(text, params, timeout=max(0.001, end - time.monotonic()))
            except QueryTimeoutError as problem:
                raise self._timeout_error() from problem

    def _late_error(self) -> DatabaseUnavailableError:
        return DatabaseUnavailableError(LATE, hint=TRY_LATER)

    def _timeout_error(self) -> AllianceError:
        """Return the error for a read that exceeded its time limit. While the database is unresponsive or warming up, it is retryable."""
        if self._limiter.warming_up and not self._liveness.unresponsive:
            return DatabaseUnavailableError(Bilingual("The database is warming up.", "数据库正在预热。"), hint=TRY_LATER)
        if self._liveness.late:
            return self._late_error()
        return QueryTimeoutError(driver_errors.TIMED_OUT, hint=Bilingual("Narrow the query, or try again.", "请缩小查询范围，或重试。"))

    async def stream(
        self, text: str, params: dict[str, Any], *, timeout: float | None = None, version: str | None = None
    ) -> AsyncGenerator[dict[str, Any]]:
        """Yield the records of a query one by one. Memory use does not grow with their number.

        A stream may last longer than a read, so it checks the data version after each batch. That is enough: a loader waits for longer than
        ``staleness`` before it writes.

        :param timeout: time limit of the whole stream in seconds; None: ``export_timeout`` of the settings.
        :param version: the required data version; None: the version that is served.
        :raises DatabaseUnavailableError: the data changed or the database became unavailable; discard the records yielded so far.
        """
        version = version or self._require_ready()
        query = neo4j.Query(text, metadata=tracing.metadata(), timeout=timeout or self._settings.export_timeout)
        self.inflight += 1
        try:
            async with self._sessions.new_session(fetch_size=STREAM_BATCH) as session:
                try:
                    self._require_version(version)
                    result = await self._step(session.run(query, params))
                    while batch := await self._step(result.fetch(STREAM_BATCH)):
                        self._require_version(version)
                        for record in batch:
                            yield plain(record)
                except BaseException:
                    session.cancel()  # closes the connection; otherwise the driver would fetch and discard the remaining records
                    raise
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, OSError) as problem:
            raise driver_errors.translate(problem) from problem
        finally:
            self.inflight -= 1

    async def _step(self, work: Coroutine[Any, Any, T]) -> T:
        """Await a step of a stream. It may take as long as the whole stream, unless the database becomes unresponsive."""
        try:
            return await self._liveness.watch(work, every=self._settings.poll_interval)
        except UnresponsiveError as problem:
            raise self._late_error() from problem

    async def meta(self) -> dict[str, Any]:
        """Return versions, packages and counts of the data that is served; JSON fields are parsed."""
        async with self.reading():
            meta = dict(self._meta)
        meta["packages"] = [json.loads(text) for text in meta.get("packages", [])]
        meta["counts"] = json.loads(meta.get("counts") or "{}")
        return meta

    async def explain(self, text: str) -> tuple[str, dict[str, Any]]:
        """Return the type (``r`` is read-only) and the plan of a query without running it."""
        try:
            async with self._sessions.new_session() as session:
                result = await session.run(f"EXPLAIN {text}", {})
                summary = await result.consume()
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, OSError) as problem:
            raise driver_errors.translate(problem) from problem
        return summary.query_type or "", summary.plan or {}

    async def _run(
        self, text: str, params: dict[str, Any], *, timeout: float | None = None, tries: int | None = None
    ) -> list[dict[str, Any]]:
        """Return the rows of a query. All attempts share ``timeout`` seconds, enforced here and by the server, which may fail to.

        A connection that did not answer in time is closed without waiting for it.
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
                        self._liveness.record_answer()
                        return rows
        except TimeoutError as problem:
            raise QueryTimeoutError(
                driver_errors.TIMED_OUT, hint=Bilingual("Narrow the query, or try again.", "请缩小查询范围，或重试。")
            ) from problem

    async def _once(self, text: str, params: dict[str, Any], timeout: float) -> list[dict[str, Any]]:
        return await self._sessions.rows(neo4j.Query(text, metadata=tracing.metadata(), timeout=timeout), params)
