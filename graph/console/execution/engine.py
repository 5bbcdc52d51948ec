"""One copy of the data with its server, its runners and its watchdog: made, used and thrown away as a whole.

Everything here blocks; :mod:`graph.console.service` calls it from threads.
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
from graph.console.execution.data_copy import Source, room
from graph.console.execution.runner_process import RunnerProcess
from graph.console.execution.server import ConsoleServer
from graph.console.execution.watchdog import Job, Watchdog
from graph.console.validation.limits import Limits
from graph.console.validation.validator import Statement
from graph.database.cypher_files import text_of
from graph.errors import AllianceError, ConsoleBusyError, ConsoleLimitError, LocalServerError, QueryTimeoutError
from graph.server.aot_cache import aot_file
from graph.server.jars import Progress, ensure_jars
from graph.settings import Settings

_RESTARTED = "The console's database had to be started again because of another query."
_TOO_LONG = "The query outlived its time; the console's database was ended and starts again."
_TOO_MUCH = "The query needs more memory than one may take."
_LESS = "Ask for less: an aggregate, a LIMIT before a collect."
_DYING, _WARMING = 2.0, 60.0
Address = dict[str, str]


class Place(Protocol):
    """A server for the console."""

    def start(self, progress: Progress | None) -> Address:
        """Start it, or start it again; returns where it answers."""
        ...

    def pid(self) -> int | None:
        """Its process, when it is ours."""
        ...

    def alive(self) -> bool:
        """Whether it runs, as far as that is for us to say."""
        ...

    def kill(self) -> None:
        """End it at once, from any thread."""
        ...

    def stop(self) -> None:
        """End it and throw its copy away."""
        ...


class LocalPlace:
    """A copy and a server of our own."""

    def __init__(self, source: Source, settings: Settings, limits: Limits) -> None:
        self._source, self._settings, self._limits = source, settings, limits
        self._rooms = contextlib.ExitStack()
        self._server: ConsoleServer | None = None

    def start(self, progress: Progress | None) -> Address:
        """Copy, then start; when it was killed, start again on the same copy, which nothing has written to."""
        if self._server is None:
            self._server = self._make(progress)
        self._server.stop()
        self._server.start(progress)
        user, password = self._server.auth
        return {"uri": self._server.uri, "user": user, "password": password, "database": "neo4j"}

    def _make(self, progress: Progress | None) -> ConsoleServer:
        jars = ensure_jars(self._settings.cache, progress)
        folder = self._rooms.enter_context(room(self._settings.data))
        home = self._source.make(folder, progress)
        aot = aot_file(self._settings.cache, jars)
        return ConsoleServer(home, jars, heap=self._settings.console_heap, aot=aot, limits=self._limits)

    def pid(self) -> int | None:
        """The server's process."""
        return self._server.pid if self._server is not None and self._server.alive() else None

    def alive(self) -> bool:
        """Whether it runs."""
        return self._server is not None and self._server.alive()

    def kill(self) -> None:
        """No last words: they would wait for the query."""
        pid = self.pid()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it and remove the copy."""
        if self._server is not None:
            self.kill()
            self._server.stop()
            self._server = None
        self._rooms.close()


class Engine:
    """A server with what asks it. ``version`` is the data version it holds; ``step`` says what a start is doing."""

    def __init__(self, place: Place, version: str, limits: Limits) -> None:
        self.version, self.limits, self.place = version, limits, place
        self.step = "starting"
        self.ready = self._aborted = False
        self._runners: list[RunnerProcess] = []
        self._free: queue.SimpleQueue[RunnerProcess] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._start = 0
        self._watchdog = Watchdog(self._end, place.pid, limits.resident_bytes)
        self._watchdog.start()

    def start(self) -> None:
        """Start, or start again after a kill.

        :raises LocalServerError: it cannot be started, or it holds another data version.
        """
        with self._lock:
            self._start += 1
            self._drop_runners()
            address = self.place.start(self._tell)
            self._tell(0, None, "warming up")
            self._runners = [RunnerProcess(address, self.limits) for _ in range(self.limits.concurrency)]
            self._warm(address)
            for runner in self._runners:
                if not runner.wait_ready():
                    raise LocalServerError("The console could not start the processes that ask its database.")
                self._free.put(runner)
            self.ready = True

    def ask(self, statement: Statement, parameters: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Run one statement; at most ``concurrency`` callers at a time. Returns head and answer (:mod:`graph.console.execution.runner`).

        :raises QueryTimeoutError: it outlived its time and was ended, with the server.
        :raises ConsoleLimitError: it took too much memory.
        :raises ConsoleBusyError: it fell with another one.
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
        """Whether it can be asked."""
        return self.ready and self.place.alive()

    def busy(self) -> bool:
        """Whether something runs."""
        return self._watchdog.busy() > 0

    def abort(self) -> None:
        """Let a start that is going on end at its next step. A server killed while it starts would look like one with a bad cache."""
        self._aborted = True

    def stop(self) -> None:
        """End everything and throw the copy away."""
        self.ready = False
        self._watchdog.stop()
        with self._lock:
            self._drop_runners()
            self.place.stop()

    def _cause(self, job: Job, start: int) -> AllianceError:
        """What became of a job that has no answer. The server of that start is ended; another one begins before the next query."""
        self._settle(job)
        alone = self._watchdog.busy() == 1
        if start == self._start:
            self._end()
        if job.ended == "time":
            return QueryTimeoutError(_TOO_LONG, hint="Narrow it; asking the same again leads to the same.")
        if job.ended == "memory" or (job.ended is None and alone):
            return ConsoleLimitError(_TOO_MUCH, hint=_LESS)
        return ConsoleBusyError(_RESTARTED)

    def _settle(self, job: Job) -> None:
        """Give the watchdog, and a server that is dying, a moment, so that the cause is known."""
        end = time.monotonic() + _DYING
        while job.ended is None and self.place.alive() and time.monotonic() < end:
            time.sleep(0.02)

    def _end(self) -> None:
        self.ready = False
        self.place.kill()

    def _drop_runners(self) -> None:
        for runner in self._runners:
            runner.kill()
        self._runners, self._free = [], queue.SimpleQueue()

    def _tell(self, done: int, total: int | None, text: str) -> None:
        if self._aborted:
            raise ConsoleBusyError("The server is shutting down.")
        self.step = text if total is None else f"{text} ({done} of {total})"

    def _warm(self, address: Address) -> None:
        """See which data this is, and ask a little, so that the first query does not pay for what every first query costs."""
        with (
            self._driver(address) as driver,
            driver.session(database=address["database"], default_access_mode=neo4j.READ_ACCESS) as session,
        ):
            try:
                found = session.run(_patient(text_of("browse", "meta"))).single()
            except (Neo4jError, DriverError, OSError) as problem:
                raise LocalServerError("The console's database does not answer.", hint="Try again.") from problem
            if found is None or (found["meta"] or {}).get("data_version") != self.version:
                raise LocalServerError("The console's database holds another data version than the one that is served.")
            for text in WARM:
                self._tell(0, None, "warming up")
                with contextlib.suppress(Neo4jError, DriverError, OSError):
                    session.run(_patient(text)).consume()

    @staticmethod
    def _driver(address: Address) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(
            address["uri"],
            auth=(address["user"], address["password"]),
            connection_timeout=5,
            telemetry_disabled=True,
            notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
        )


def _patient(text: str) -> neo4j.Query:
    """On a busy machine the first query takes long."""
    return neo4j.Query(text, timeout=_WARMING)
