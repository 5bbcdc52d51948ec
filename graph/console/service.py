"""The console as used by the API: checks, a short queue, and a database that is started on demand and stopped when idle."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import structlog

from graph.console.execution.engine import Backend, Engine
from graph.console.execution.failures import position
from graph.console.validation import validator
from graph.console.validation.limits import LIMITS, Limits
from graph.console.validation.parameters import check as check_parameters
from graph.errors import (
    SHUTTING_DOWN,
    AllianceError,
    ConsoleBusyError,
    ConsoleLimitError,
    ConsoleRefusedError,
    EnvironmentalError,
    QueryTimeoutError,
)
from seed.bilingual import Bilingual

_RETRY_DELAY = 15.0
BackendFactory = Callable[[str], Backend]
log = structlog.get_logger("graph.console")


@dataclass(frozen=True)
class Answer:
    """Number of rows, and the JSON of ``columns``, ``rows``, ``truncated`` and optionally ``plan``, which is forwarded unchanged."""

    rows: int
    content: bytes


class Console:
    """One console. Its engine is created on first use and recreated for each data version.

    :param idle: Seconds without a query after which the database is stopped.
    """

    def __init__(self, *, idle: float = 600.0, limits: Limits = LIMITS) -> None:
        self.limits, self.idle = limits, idle
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._waiting = 0
        self._running: set[asyncio.Future[Any]] = set()
        self._threads = ThreadPoolExecutor(limits.concurrency + 2, thread_name_prefix="console")
        self._engine: Engine | None = None
        self._starting: asyncio.Task[Engine] | None = None
        self._start_failure: tuple[float, AllianceError] | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._closed = False

    async def ask(self, query: str, parameters: dict[str, Any], version: str, make: BackendFactory) -> Answer:
        """Run one query on the data of ``version``; ``make`` creates a backend for a data version.

        :raises ConsoleRefusedError: The query was rejected or exceeded a limit.
        :raises ConsoleOffError: The console is not available.
        :raises ConsoleBusyError: The console is starting, or the queue is full.
        :raises QueryTimeoutError: The query exceeded its time limit.
        """
        statement = validator.check(query, self.limits)
        check_parameters(parameters, self.limits)
        began = time.monotonic()
        async with self._slot(began):
            engine = await self._ready_engine(version, make, began)
            head, content = await self._run(engine, statement, parameters)
        self._schedule_idle_check()
        if "failure" in head:
            raise _error_of(head, query, statement.start)
        return Answer(head["rows"], content)

    @property
    def pid(self) -> int | None:
        """Return the process id of the console's own server, or None if it is not running."""
        return None if self._engine is None else self._engine.backend.pid()

    async def close(self) -> None:
        """Stop the engine and all pending work."""
        self._closed = True
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        if self._starting is not None:
            if self._engine is not None:
                self._engine.abort()
            with contextlib.suppress(Exception):
                await self._starting
        await self._stop_engine()
        self._threads.shutdown(wait=False)

    @contextlib.asynccontextmanager
    async def _slot(self, began: float) -> AsyncIterator[None]:
        """Wait for a free slot. The queue length and the waiting time are limited."""
        if self._waiting >= self.limits.waiting:
            raise ConsoleBusyError(
                Bilingual(
                    f"The queue is full: {self.limits.waiting} queries are waiting.", f"队列已满：有 {self.limits.waiting} 个查询在等待。"
                ),
                retry_after=10,
            )
        self._waiting += 1
        try:
            await asyncio.wait_for(self._slots.acquire(), self._remaining(began))
        except TimeoutError:
            raise ConsoleBusyError(Bilingual("Timed out while waiting for other queries.", "等待其他查询超时。"), retry_after=10) from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._release()

    def _release(self) -> None:
        """Free the slot once the query has finished. It may still be running if the client has disconnected."""
        running = [future for future in self._running if not future.done()]
        if len(running) >= self.limits.concurrency:
            running[0].add_done_callback(lambda _: self._slots.release())
        else:
            self._slots.release()

    async def _ready_engine(self, version: str, make: BackendFactory, began: float) -> Engine:
        """Return the engine for a data version. Start it if necessary and wait for a limited time."""
        if self._engine is not None and self._engine.version == version and self._engine.alive():
            return self._engine
        if self._closed:
            raise ConsoleBusyError(SHUTTING_DOWN)
        if self._starting is None:
            if self._start_failure is not None and time.monotonic() - self._start_failure[0] < _RETRY_DELAY:
                raise self._start_failure[1]
            self._starting = asyncio.create_task(self._start(version, make))
        try:
            engine = await asyncio.wait_for(asyncio.shield(self._starting), self._remaining(began))
        except TimeoutError:
            step = "" if self._engine is None else f" ({self._engine.step})"
            raise ConsoleBusyError(Bilingual(f"The query console is starting{step}.", f"查询控制台正在启动{step}。")) from None
        if engine.version != version:
            raise ConsoleBusyError(
                Bilingual("The data was updated while the console was starting.", "控制台启动期间数据已更新。"), retry_after=1
            )
        return engine

    async def _start(self, version: str, make: BackendFactory) -> Engine:
        """Start the engine in a thread, after stopping one for another data version."""
        loop = asyncio.get_running_loop()
        began = time.monotonic()
        try:
            while any(not future.done() for future in self._running):
                await asyncio.wait(self._running)
            if self._closed:
                raise ConsoleBusyError(SHUTTING_DOWN)
            if self._engine is None or self._engine.version != version:
                await self._stop_engine()
                self._engine = Engine(make(version), version, self.limits)
            await loop.run_in_executor(self._threads, self._engine.start)
        except AllianceError as problem:
            await self._stop_engine()
            if isinstance(problem, EnvironmentalError):
                log.error("console failed to start", code=problem.code, detail=str(problem))
                problem = ConsoleBusyError(
                    Bilingual("The query console could not be started. See the server log.", "查询控制台无法启动，详情见服务器日志。"),
                    retry_after=int(_RETRY_DELAY),
                )
            self._start_failure = (time.monotonic(), problem)
            raise problem from None
        finally:
            self._starting = None
        self._start_failure = None
        log.info("console ready", data_version=version, seconds=round(time.monotonic() - began, 1))
        self._schedule_idle_check()
        return self._engine

    async def _run(self, engine: Engine, statement: validator.Statement, parameters: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        future = asyncio.get_running_loop().run_in_executor(self._threads, engine.ask, statement, parameters)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        future.add_done_callback(lambda done: None if done.cancelled() else done.exception())  # marks the exception as retrieved
        return await asyncio.shield(future)

    def _remaining(self, began: float) -> float:
        return max(0.001, self.limits.patience - (time.monotonic() - began))

    def _schedule_idle_check(self) -> None:
        """Schedule a check for idleness."""
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        loop = asyncio.get_running_loop()
        self._idle_timer = None if self._closed else loop.call_later(self.idle, lambda: loop.create_task(self._stop_if_idle()))

    async def _stop_if_idle(self) -> None:
        if not self._running and self._starting is None and not self._waiting:
            await self._stop_engine()

    async def _stop_engine(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            await asyncio.get_running_loop().run_in_executor(self._threads, engine.stop)


def _error_of(head: dict[str, Any], query: str, start: int) -> AllianceError:
    """Return the error for a failure reported by a runner."""
    kind, offset = head["failure"], head.get("offset")
    detail = Bilingual(str(head["detail"]), str(head["detail_zh"]))
    if kind == "timeout":
        return QueryTimeoutError(
            detail,
            hint=Bilingual("Make the query more selective; repeating it unchanged will fail again.", "请缩小查询范围；原样重试仍会失败。"),
        )
    if kind == "limit":
        return ConsoleLimitError(detail)
    where = f" ({position(max(0, int(offset)) + start, query)})" if offset is not None else ""
    return ConsoleRefusedError(Bilingual(detail + where, detail.zh + where))
