"""The API as several processes on one address and one database. Their parent tells them where the database is; it answers nothing itself.

A worker that dies is started again; its socket is the parent's, so connections wait for it. When the parent ends, by ``kill -9`` too, the
pipes close and the workers end by themselves. Each has its own cache, its own connections to the database and its own rate limits; metrics
are counted together (``PROMETHEUS_MULTIPROC_DIR``, a folder of its own when none is set).
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import os
import shutil
import socket
import tempfile
import threading
import time
from concurrent.futures import Future
from multiprocessing.connection import Connection
from typing import Any

import structlog
from prometheus_client.multiprocess import mark_process_dead

from api.server.api_server import PATIENCE, Address, Retired, Single
from api.server.liveness import Opinions
from api.server.uvicorn_thread import bind_many, url_of
from api.server.worker_process import work
from graph.errors import DatabaseUnavailableError, LocalServerError
from graph.settings import Settings

START_LIMIT = 120.0
STOP_LIMIT = 20.0
PAUSE = 5.0
"""Seconds after which a worker that died at once is tried again."""
METRICS = "PROMETHEUS_MULTIPROC_DIR"
log = structlog.get_logger("api.server.worker_pool")
_spawning = multiprocessing.get_context("spawn")


class WorkerGoneError(Exception):
    """The worker died before it answered."""


class Handle:
    """One worker, as its parent sees it."""

    def __init__(self, number: int, listening: socket.socket, settings: Settings) -> None:
        self.number, self.began = number, time.monotonic()
        self._pipe, theirs = _spawning.Pipe()
        self._tickets = itertools.count(1)
        self._open: dict[int, Future[Any]] = {0: Future()}
        self.started = self._open[0]
        self._lock = threading.Lock()
        given = (theirs, listening, settings, logging.getLogger().level, number == 0)
        self.process = _spawning.Process(target=work, args=given, name=f"alliance worker {number}", daemon=True)
        self.process.start()
        theirs.close()
        self.pid = self.process.pid
        self._listener = threading.Thread(target=self._listen, args=(self._pipe,), name=f"worker {number}", daemon=True)
        self._listener.start()

    def ask(self, name: str, *given: Any) -> Future[Any]:
        """Ask for something; the answer is a :class:`WorkerGoneError` when it dies first."""
        made: Future[Any] = Future()
        with self._lock:
            ticket = next(self._tickets)
            self._open[ticket] = made
            try:
                self._pipe.send((ticket, name, given))
            except OSError:
                self._open.pop(ticket)
                made.set_exception(WorkerGoneError(self.number))
        return made

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.is_alive()

    def stop(self) -> None:
        """Ask it to end; :meth:`join` waits."""
        self.ask("stop")

    def join(self, limit: float) -> None:
        """Wait until it has ended; kill it when it takes longer."""
        self.process.join(limit)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self._listener.join()
        self._pipe.close()

    def _listen(self, pipe: Connection) -> None:
        while True:
            try:
                ticket, failure, value = pipe.recv()
            except (EOFError, OSError):
                break
            with self._lock:
                waiting = self._open.pop(ticket, None)
            if waiting is None:
                continue
            if failure is None:
                waiting.set_result(value)
            else:
                waiting.set_exception(DatabaseUnavailableError(failure))
        with self._lock:
            left, self._open = list(self._open.values()), {}
        for waiting in left:
            waiting.set_exception(WorkerGoneError(self.number))


class Workers:
    """The front of several processes."""

    def __init__(self, settings: Settings) -> None:
        """Bind the address.

        :raises LocalServerError: the port is taken, or the host is no address of this machine.
        """
        self._settings = settings
        self._sockets = bind_many(settings.host, settings.port, settings.workers)
        self.port: int = self._sockets[0].getsockname()[1]
        self.version: str | None = None
        self._handles: list[Handle] = []
        self._now: tuple[str, tuple[Any, ...]] | None = None
        self._generations = itertools.count(1)
        self._opinions = Opinions()
        self._metrics: str | None = None
        self._stopping = False

    @property
    def url(self) -> str:
        """Address for a browser on this machine."""
        return url_of(self._settings.host, self.port)

    def start(self, *, wait: bool = True) -> None:
        """Start the processes."""
        if METRICS not in os.environ:
            self._metrics = os.environ[METRICS] = tempfile.mkdtemp(prefix="alliance-metrics-")
        self._handles = [Handle(number, listening, self._settings) for number, listening in enumerate(self._sockets)]
        if wait:
            self.wait_started()

    def wait_started(self) -> None:
        """Wait until all of them answer.

        :raises LocalServerError: one of them does not.
        """
        for handle in self._handles:
            try:
                handle.started.result(START_LIMIT)
            except (WorkerGoneError, TimeoutError) as problem:
                raise LocalServerError("A worker process did not start.", hint="See the log above.") from problem

    def adopt(self, address: Address, *, waits: bool, restarts: int = 0) -> Retired | None:
        """Let requests begin on the database at an address, in all processes."""
        return self._all("adopt", address, waits, restarts)

    def away(self, reason: str) -> Retired | None:
        """There is no database for now."""
        return self._all("away", reason)

    def hung(self) -> bool:
        """Whether the workers say so."""
        return self._opinions.hung(self._handles)

    def supervise(self) -> None:
        """Start again what died."""
        for number, handle in enumerate(self._handles):
            if handle.alive() or time.monotonic() - handle.began < PAUSE:
                continue
            log.error("a worker died and is started again", worker=number, pid=handle.pid, code=handle.process.exitcode)
            handle.join(0)
            _forget_metrics(handle.pid)
            self._handles[number] = started = Handle(number, self._sockets[number], self._settings)
            if self._now is not None:
                name, given = self._now
                started.ask(name, 0, *given)

    def alive(self) -> bool:
        """A worker that died comes back by itself."""
        return not self._stopping

    def stop(self) -> None:
        """Answer what has begun, then end."""
        self._stopping = True
        for handle in self._handles:
            handle.stop()
        for handle in self._handles:
            handle.join(STOP_LIMIT)
        for listening in self._sockets:
            listening.close()
        if self._metrics is not None:
            os.environ.pop(METRICS, None)
            shutil.rmtree(self._metrics, ignore_errors=True)
            self._metrics = None

    def _all(self, name: str, *given: Any) -> Retired | None:
        """Tell all; one that does not live is told when it does. When one cannot follow, all go back to what was before.

        :raises DatabaseUnavailableError: one of them could not.
        """
        before = self._now
        try:
            return self._tell(name, given)
        except (DatabaseUnavailableError, TimeoutError) as problem:
            if before is not None:
                tried = self._tell(*before)
                if tried is not None:
                    tried.finish(self._settings.read_timeout)
            raise DatabaseUnavailableError(f"A worker could not follow: {problem}") from problem

    def _tell(self, name: str, given: tuple[Any, ...]) -> Retired | None:
        generation, self._now = next(self._generations), (name, given)
        self._opinions.forget()
        asked = [(handle, handle.ask(name, generation, *given)) for handle in self._handles]
        held: list[Handle] = []
        failure: Exception | None = None
        for handle, answer in asked:
            try:
                kept, self.version = answer.result(PATIENCE + STOP_LIMIT)
                held += [handle] if kept else []
            except WorkerGoneError:
                continue
            except (DatabaseUnavailableError, TimeoutError) as problem:
                failure = problem
        if failure is not None:
            raise failure
        return _RetiredThere(held, generation) if held else None


class _RetiredThere:
    def __init__(self, handles: list[Handle], generation: int) -> None:
        self._handles, self._generation = handles, generation

    def finish(self, seconds: float) -> None:
        """Wait for all; one that died has nothing left to wait for."""
        for answer in [handle.ask("finish", self._generation, seconds) for handle in self._handles]:
            try:
                answer.result(seconds + STOP_LIMIT)
            except (WorkerGoneError, DatabaseUnavailableError, TimeoutError):
                continue


def _forget_metrics(pid: int | None) -> None:
    if pid is not None and METRICS in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]


def front_of(settings: Settings) -> Single | Workers:
    """The front for the settings: one process, or as many as ``workers`` says.

    :raises LocalServerError: the port is taken, or the host is no address of this machine.
    """
    return Single(settings) if settings.workers == 1 else Workers(settings)
