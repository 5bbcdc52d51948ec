"""The console as the API calls it: checks, a short queue, a database that is started when it is needed and ended when it is not."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import structlog

from graph.console.execution.engine import Engine, Place
from graph.console.execution.failures import place
from graph.console.validation import validator
from graph.console.validation.limits import LIMITS, Limits
from graph.console.validation.parameters import check as check_parameters
from graph.errors import (
    AllianceError,
    ConsoleBusyError,
    ConsoleLimitError,
    ConsoleRefusedError,
    EnvironmentalError,
    QueryTimeoutError,
)

_BREATH = 15.0
MakePlace = Callable[[str], Place]
log = structlog.get_logger("graph.console")


@dataclass(frozen=True)
class Answer:
    """How many rows, and ``columns``, ``rows``, ``truncated`` and perhaps ``plan`` as JSON, which is sent on as it stands."""

    rows: int
    content: bytes


class Console:
    """One console. Its parts are made on first use, and again for every data version.

    :param idle: seconds without a query after which the database is ended.
    """

    def __init__(self, *, idle: float = 600.0, limits: Limits = LIMITS) -> None:
        self.limits, self.idle = limits, idle
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._waiting = 0
        self._running: set[asyncio.Future[Any]] = set()
        self._threads = ThreadPoolExecutor(limits.concurrency + 2, thread_name_prefix="console")
        self._engine: Engine | None = None
        self._starting: asyncio.Task[Engine] | None = None
        self._failed: tuple[float, AllianceError] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._closed = False

    async def ask(self, query: str, parameters: dict[str, Any], version: str, make: MakePlace) -> Answer:
        """Answer one query about the data of ``version``; ``make`` says where a database with it is.

        :raises ConsoleRefusedError: the query is not run, or ran into a limit.
        :raises ConsoleOffError: there is no console here.
        :raises ConsoleBusyError: it starts, or too many wait.
        :raises QueryTimeoutError: the time limit ended it.
        """
        statement = validator.check(query, self.limits)
        check_parameters(parameters, self.limits)
        began = time.monotonic()
        async with self._turn(began):
            engine = await self._ready(version, make, began)
            head, content = await self._run(engine, statement, parameters)
        self._arm()
        if "failure" in head:
            raise _failed(head, query, statement.start)
        return Answer(head["rows"], content)

    @property
    def pid(self) -> int | None:
        """The process of the console's own server, when one runs."""
        return None if self._engine is None else self._engine.place.pid()

    async def close(self) -> None:
        """End everything."""
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()
        if self._starting is not None:
            if self._engine is not None:
                self._engine.abort()
            with contextlib.suppress(Exception):
                await self._starting
        await self._drop()
        self._threads.shutdown(wait=False)

    @contextlib.asynccontextmanager
    async def _turn(self, began: float) -> AsyncIterator[None]:
        """Wait for one of the places; few may wait, and not for long."""
        if self._waiting >= self.limits.waiting:
            raise ConsoleBusyError(f"{self.limits.waiting} queries wait already.", retry_after=10)
        self._waiting += 1
        try:
            await asyncio.wait_for(self._slots.acquire(), self._left(began))
        except TimeoutError:
            raise ConsoleBusyError("Other queries took all the time.", retry_after=10) from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._release()

    def _release(self) -> None:
        """Give the place back when the query has really ended, which it may not have when the one who asked went away."""
        running = [future for future in self._running if not future.done()]
        if len(running) >= self.limits.concurrency:
            running[0].add_done_callback(lambda _: self._slots.release())
        else:
            self._slots.release()

    async def _ready(self, version: str, make: MakePlace, began: float) -> Engine:
        """The engine for a data version, started if need be; waits for it a while."""
        if self._engine is not None and self._engine.version == version and self._engine.alive():
            return self._engine
        if self._closed:
            raise ConsoleBusyError("The server is shutting down.")
        if self._starting is None:
            if self._failed is not None and time.monotonic() - self._failed[0] < _BREATH:
                raise self._failed[1]
            self._starting = asyncio.create_task(self._start(version, make))
        try:
            engine = await asyncio.wait_for(asyncio.shield(self._starting), self._left(began))
        except TimeoutError:
            step = "" if self._engine is None else f" ({self._engine.step})"
            raise ConsoleBusyError(f"The query console is starting{step}.") from None
        if engine.version != version:
            raise ConsoleBusyError("New data came meanwhile.", retry_after=1)
        return engine

    async def _start(self, version: str, make: MakePlace) -> Engine:
        """Start the engine, in a thread; an old one of another version ends first."""
        loop = asyncio.get_running_loop()
        began = time.monotonic()
        try:
            while any(not future.done() for future in self._running):
                await asyncio.wait(self._running)
            if self._closed:
                raise ConsoleBusyError("The server is shutting down.")
            if self._engine is None or self._engine.version != version:
                await self._drop()
                self._engine = Engine(make(version), version, self.limits)
            await loop.run_in_executor(self._threads, self._engine.start)
        except AllianceError as problem:
            await self._drop()
            if isinstance(problem, EnvironmentalError):
                log.error("the console could not be started", code=problem.code, detail=str(problem))
                problem = ConsoleBusyError("The query console could not be started; the log says why.", retry_after=int(_BREATH))
            self._failed = (time.monotonic(), problem)
            raise problem from None
        finally:
            self._starting = None
        self._failed = None
        log.info("the console is ready", data_version=version, seconds=round(time.monotonic() - began, 1))
        self._arm()
        return self._engine

    async def _run(self, engine: Engine, statement: validator.Statement, parameters: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        future = asyncio.get_running_loop().run_in_executor(self._threads, engine.ask, statement, parameters)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        future.add_done_callback(lambda done: None if done.cancelled() else done.exception())  # somebody looked at it
        return await asyncio.shield(future)

    def _left(self, began: float) -> float:
        return max(0.001, self.limits.patience - (time.monotonic() - began))

    def _arm(self) -> None:
        """Look again after the idle time."""
        if self._alarm is not None:
            self._alarm.cancel()
        loop = asyncio.get_running_loop()
        self._alarm = None if self._closed else loop.call_later(self.idle, lambda: loop.create_task(self._rest()))

    async def _rest(self) -> None:
        if not self._running and self._starting is None and not self._waiting:
            await self._drop()

    async def _drop(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            await asyncio.get_running_loop().run_in_executor(self._threads, engine.stop)


def _failed(head: dict[str, Any], query: str, start: int) -> AllianceError:
    """The error that a runner reports."""
    kind, detail, offset = head["failure"], str(head["detail"]), head.get("offset")
    if kind == "timeout":
        return QueryTimeoutError(detail, hint="Narrow it; asking the same again leads to the same.")
    if kind == "limit":
        return ConsoleLimitError(detail)
    where = f" ({place(max(0, int(offset)) + start, query)})" if offset is not None else ""
    return ConsoleRefusedError(detail + where)
