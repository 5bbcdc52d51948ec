"""One copy of the data with its server, runners and watchdog. They are created, used and discarded together.

All functions block; :mod:`graph.console.service` calls them from threads.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from typing import Any, Protocol

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.console.example_queries import WARM
from graph.console.execution.data_copy import Source, copy_folder
from graph.console.execution.runner_process import RunnerProcess
from graph.console.execution.server import ConsoleServer
from graph.console.execution.watchdog import Job, Watchdog
from graph.console.validation.limits import Limits
from graph.console.validation.validator import Statement
from graph.database.cypher_files import text_of
from graph.errors import SHUTTING_DOWN, AllianceError, ConsoleBusyError, ConsoleLimitError, LocalServerError, QueryTimeoutError
from graph.server.aot_cache import aot_file
from graph.server.jars import ensure_jars
from graph.settings import Settings
from seed.bilingual import Bilingual
from seed.progress import Progress

_RESTARTED = Bilingual("The console database was restarted because of another query.", "控制台数据库因另一个查询而重启。")
_TIMED_OUT = Bilingual(
    "The query exceeded its time limit. The console database was stopped and restarts with the next query.",
    "查询超时。控制台数据库已停止，将在下一个查询时重启。",
)
_OUT_OF_MEMORY = Bilingual("The query exceeded its memory limit.", "查询超出内存限制。")
_USE_LESS_MEMORY = Bilingual("Use an aggregate, or a LIMIT before collect.", "请使用聚合，或在 collect 之前加 LIMIT。")
_EXIT_GRACE, _WARM_UP_TIMEOUT = 2.0, 60.0
Address = dict[str, str]


class Backend(Protocol):
    """A database server for the console."""

    def start(self, progress: Progress | None) -> Address:
        """Start or restart the server and return its connection."""
        ...

    def pid(self) -> int | None:
        """Return the process id, or None if the server is not a local process."""
        ...

    def alive(self) -> bool:
        """Return whether the server is running, as far as known."""
        ...

    def kill(self) -> None:
        """Kill the server immediately. Can be called from any thread."""
        ...

    def stop(self) -> None:
        """Stop the server and discard its copy of the data."""
        ...


class LocalBackend:
    """A copy of the data and a local server for it."""

    def __init__(self, source: Source, settings: Settings, limits: Limits) -> None:
        self._source, self._settings, self._limits = source, settings, limits
        self._folders = contextlib.ExitStack()
        self._server: ConsoleServer | None = None

    def start(self, progress: Progress | None) -> Address:
        """Create the copy and start the server. After a kill, restart on the same copy, which is never written to."""
        if self._server is None:
            self._server = self._make(progress)
        self._server.stop()
        self._server.start(progress)
        user, password = self._server.auth
        return {"uri": self._server.uri, "user": user, "password": password, "database": "neo4j"}

    def _make(self, progress: Progress | None) -> ConsoleServer:
        jars = ensure_jars(self._settings.cache, progress)
        folder = self._folders.enter_context(copy_folder(self._settings.data))
        home = self._source.make(folder, progress)
        aot = aot_file(self._settings.cache, jars)
        return ConsoleServer(home, jars, heap=self._settings.console_heap, aot=aot, limits=self._limits)

    def pid(self) -> int | None:
        """Return the process id of the server, or None if it is not running."""
        return self._server.pid if self._server is not None and self._server.alive() else None

    def alive(self) -> bool:
        """Return whether the server is running."""
        return self._server is not None and self._server.alive()

    def kill(self) -> None:
        """Kill the server without a graceful shutdown, which would wait for the query."""
        pid = self.pid()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server and remove the copy."""
        if self._server is not None:
            self.kill()
            self._server.stop()
            self._server = None
        self._folders.close()


class Engine:
    """A server and its runners. ``version`` is the data version of the copy; ``step`` describes the progress of a start."""

    def __init__(self, backend: Backend, version: str, limits: Limits) -> None:
        self.version, self.limits, self.backend = version, limits, backend
        self.step = "starting"
        self.ready = self._aborted = False
        self._runners: list[RunnerProcess] = []
        self._free: queue.SimpleQueue[RunnerProcess] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._start = 0
        self._watchdog = Watchdog(self._end, backend.pid, limits.resident_bytes)
        self._watchdog.start()

    def start(self) -> None:
        """Start, or restart after a kill.

        :raises LocalServerError: The server cannot be started, or it contains another data version.
        """
        with self._lock:
            self._start += 1
            self._drop_runners()
            address = self.backend.start(self._report)
            self._report("warming up", 0, None)
            self._runners = [RunnerProcess(address, self.limits) for _ in range(self.limits.concurrency)]
            self._warm(address)
            for runner in self._runners:
                if not runner.wait_ready():
                    raise LocalServerError(
                        Bilingual("The query processes of the console could not be started.", "控制台的查询进程无法启动。")
                    )
                self._free.put(runner)
            self.ready = True

    def ask(self, statement: Statement, parameters: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Run one statement, with at most ``concurrency`` callers at a time.

        Return the header and the result as described in :mod:`graph.console.execution.runner`.

        :raises QueryTimeoutError: The query exceeded its time limit and was stopped together with the server.
        :raises ConsoleLimitError: The query used too much memory.
        :raises ConsoleBusyError: The server was stopped because of another query.
        """
        start = self._start
        try:
            runner = self._free.get(timeout=1)
        except queue.Empty:
            raise ConsoleBusyError(_RESTARTED) from None
        message = {"body": statement.body, "version": statement.version, "mode": statement.mode, "parameters": parameters}
        with self._watchdog.watching(self.limits.seconds + self.limits.overrun, runner.interrupt) as job:
            answer = runner.ask(message)
            if answer is None or answer[0].get("failure") == "unavailable":
                raise self._cause(job, start)
        if start == self._start:
            self._free.put(runner)
        return answer

    def alive(self) -> bool:
        """Return whether the engine can run queries."""
        return self.ready and self.backend.alive()

    def busy(self) -> bool:
        """Return whether a query is running."""
        return self._watchdog.busy() > 0

    def abort(self) -> None:
        """Cancel a start at its next step. Killing the server during startup would look like a failure caused by a bad cache."""
        self._aborted = True

    def stop(self) -> None:
        """Stop everything and discard the copy."""
        self.ready = False
        self._watchdog.stop()
        with self._lock:
            self._drop_runners()
            self.backend.stop()

    def _cause(self, job: Job, start: int) -> AllianceError:
        """Return the error for a job without an answer. Its server is stopped; the next query starts another one."""
        self._await_cause(job)
        alone = self._watchdog.busy() == 1
        if start == self._start:
            self._end()
        if job.ended == "time":
            return QueryTimeoutError(
                _TIMED_OUT,
                hint=Bilingual(
                    "Make the query more selective; repeating it unchanged will fail again.", "请缩小查询范围；原样重试仍会失败。"
                ),
            )
        if job.ended == "memory" or (job.ended is None and alone):
            return ConsoleLimitError(_OUT_OF_MEMORY, hint=_USE_LESS_MEMORY)
        return ConsoleBusyError(_RESTARTED)

    def _await_cause(self, job: Job) -> None:
        """Wait briefly for the watchdog or for a dying server, so that the cause is known."""
        end = time.monotonic() + _EXIT_GRACE
        while job.ended is None and self.backend.alive() and time.monotonic() < end:
            time.sleep(0.02)

    def _end(self) -> None:
        self.ready = False
        self.backend.kill()

    def _drop_runners(self) -> None:
        for runner in self._runners:
            runner.kill()
        self._runners, self._free = [], queue.SimpleQueue()

    def _report(self, text: str, done: int, total: int | None) -> None:
        if self._aborted:
            raise ConsoleBusyError(SHUTTING_DOWN)
        self.step = text if total is None else f"{text} ({done} of {total})"

    def _warm(self, address: Address) -> None:
        """Check the data version and run warm-up queries, so that the first user query is not slowed down."""
        with (
            self._driver(address) as driver,
            driver.session(database=address["database"], default_access_mode=neo4j.READ_ACCESS) as session,
        ):
            try:
                record = session.run(_with_timeout(text_of("browse", "meta"))).single()
            except (Neo4jError, DriverError, OSError) as problem:
                raise LocalServerError(
                    Bilingual("The console database is not responding.", "控制台数据库无响应。"), hint=Bilingual("Try again.", "请重试。")
                ) from problem
            if record is None or (record["meta"] or {}).get("data_version") != self.version:
                raise LocalServerError(
                    Bilingual(
                        "The console database contains another data version than the one being served.",
                        "控制台数据库的数据版本与当前提供的不同。",
                    )
                )
            for text in WARM:
                self._report("warming up", 0, None)
                with contextlib.suppress(Neo4jError, DriverError, OSError):
                    session.run(_with_timeout(text)).consume()

    @staticmethod
    def _driver(address: Address) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(
            address["uri"],
            auth=(address["user"], address["password"]),
            connection_timeout=5,
            telemetry_disabled=True,
            notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
        )


def _with_timeout(text: str) -> neo4j.Query:
    """Return a query with a long timeout: on a busy machine the first query is slow."""
    return neo4j.Query(text, timeout=_WARM_UP_TIMEOUT)
