"""The API as several processes on one address and one database. The parent sends them the database address and serves no requests itself.

A worker that dies is restarted. The parent holds its socket, so connections wait for the new worker. When the parent ends, even by
``kill -9``, the pipes close and the workers exit. Each worker has its own cache, database connections and rate limits; metrics are combined
(``PROMETHEUS_MULTIPROC_DIR``, or a temporary folder if unset).
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

from api.security.cursor_secret import cursor_secret
from api.server.api_server import PATIENCE, Address, RetiredDatabase, SingleProcessServer
from api.server.liveness import HangVotes
from api.server.uvicorn_thread import bind_many, url_of
from api.server.worker_process import work
from graph.errors import DatabaseUnavailableError, LocalServerError
from graph.settings import Settings

START_LIMIT = 120.0
STOP_LIMIT = 20.0
PAUSE = 5.0
"""Minimum seconds between the start of a worker and its restart."""
METRICS = "PROMETHEUS_MULTIPROC_DIR"
log = structlog.get_logger("api.server.worker_pool")
_spawning = multiprocessing.get_context("spawn")


class WorkerGoneError(Exception):
    """The worker died before it replied."""


class Handle:
    """The parent's handle of one worker."""

    def __init__(self, number: int, listening: socket.socket, settings: Settings) -> None:
        self.number, self.began = number, time.monotonic()
        self._pipe, theirs = _spawning.Pipe()
        self._tickets = itertools.count(1)
        self._pending: dict[int, Future[Any]] = {0: Future()}
        self.started = self._pending[0]
        self._lock = threading.Lock()
        args = (theirs, listening, settings, logging.getLogger().level, number == 0)
        self.process = _spawning.Process(target=work, args=args, name=f"alliance worker {number}", daemon=True)
        self.process.start()
        theirs.close()
        self.pid = self.process.pid
        self._listener = threading.Thread(target=self._listen, args=(self._pipe,), name=f"worker {number}", daemon=True)
        self._listener.start()

    def ask(self, name: str, *args: Any) -> Future[Any]:
        """Send a request; the future fails with :class:`WorkerGoneError` if the worker dies first."""
        reply: Future[Any] = Future()
        with self._lock:
            ticket = next(self._tickets)
            self._pending[ticket] = reply
            try:
                self._pipe.send((ticket, name, args))
            except OSError:
                self._pending.pop(ticket)
                reply.set_exception(WorkerGoneError(self.number))
        return reply

    def alive(self) -> bool:
        """Whether the process is running."""
        return self.process.is_alive()

    def stop(self) -> None:
        """Ask the worker to stop; :meth:`join` waits."""
        self.ask("stop")

    def join(self, limit: float) -> None:
        """Wait up to ``limit`` seconds for the worker to stop, then kill it."""
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
                waiting = self._pending.pop(ticket, None)
            if waiting is None:
                continue
            if failure is None:
                waiting.set_result(value)
            else:
                waiting.set_exception(DatabaseUnavailableError(failure))
        with self._lock:
            left, self._pending = list(self._pending.values()), {}
        for waiting in left:
            waiting.set_exception(WorkerGoneError(self.number))


class WorkerPool:
    """An API server with several processes."""

    def __init__(self, settings: Settings) -> None:
        """Bind the port.

        :raises LocalServerError: the port is taken, or the host is not an address of this machine.
        """
        self._settings = settings
        self._sockets = bind_many(settings.host, settings.port, settings.workers)
        self.port: int = self._sockets[0].getsockname()[1]
        self.version: str | None = None
        self._handles: list[Handle] = []
        self._last_command: tuple[str, tuple[Any, ...]] | None = None
        self._generations = itertools.count(1)
        self._hang_votes = HangVotes()
        self._metrics: str | None = None
        self._stopping = False

    @property
    def url(self) -> str:
        """URL for a browser on this machine."""
        return url_of(self._settings.host, self.port)

    def start(self, *, wait: bool = True) -> None:
        """Start the processes."""
        if METRICS not in os.environ:
            self._metrics = os.environ[METRICS] = tempfile.mkdtemp(prefix="alliance-metrics-")
        self._handles = [Handle(number, listening, self._settings) for number, listening in enumerate(self._sockets)]
        if wait:
            self.wait_started()

    def wait_started(self) -> None:
        """Wait until all workers accept requests.

        :raises LocalServerError: a worker did not start.
        """
        for handle in self._handles:
            try:
                handle.started.result(START_LIMIT)
            except (WorkerGoneError, TimeoutError) as problem:
                raise LocalServerError("A worker process did not start.", hint="See the log output above.") from problem

    def adopt(self, address: Address, *, waits: bool, restarts: int = 0) -> RetiredDatabase | None:
        """Send new requests to the database at ``address``, in all processes."""
        return self._all("adopt", address, waits, restarts)

    def disconnect(self, reason: str) -> RetiredDatabase | None:
        """Serve without a database."""
        return self._all("disconnect", reason)

    def hung(self) -> bool:
        """Whether the workers report a hung database."""
        return self._hang_votes.hung(self._handles)

    def supervise(self) -> None:
        """Restart workers that died."""
        for number, handle in enumerate(self._handles):
            if handle.alive() or time.monotonic() - handle.began < PAUSE:
                continue
            log.error("a worker died; restarting it", worker=number, pid=handle.pid, code=handle.process.exitcode)
            handle.join(0)
            _forget_metrics(handle.pid)
            self._handles[number] = started = Handle(number, self._sockets[number], self._settings)
            if self._last_command is not None:
                name, args = self._last_command
                started.ask(name, 0, *args)

    def alive(self) -> bool:
        """Return True until stopped: dead workers are restarted."""
        return not self._stopping

    def stop(self) -> None:
        """Finish current requests, then stop."""
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

    def _all(self, name: str, *args: Any) -> RetiredDatabase | None:
        """Send a command to all workers. A dead worker gets it after its restart. If one worker fails, all return to the previous command.

        :raises DatabaseUnavailableError: a worker failed.
        """
        before = self._last_command
        try:
            return self._send(name, args)
        except (DatabaseUnavailableError, TimeoutError) as problem:
            if before is not None:
                failed = self._send(*before)
                if failed is not None:
                    failed.finish(self._settings.read_timeout)
            raise DatabaseUnavailableError(f"A worker could not switch databases: {problem}") from problem

    def _send(self, name: str, args: tuple[Any, ...]) -> RetiredDatabase | None:
        generation, self._last_command = next(self._generations), (name, args)
        self._hang_votes.forget()
        replies = [(handle, handle.ask(name, generation, *args)) for handle in self._handles]
        retired: list[Handle] = []
        failure: Exception | None = None
        for handle, reply in replies:
            try:
                has_retired, self.version = reply.result(PATIENCE + STOP_LIMIT)
                retired += [handle] if has_retired else []
            except WorkerGoneError:
                continue
            except (DatabaseUnavailableError, TimeoutError) as problem:
                failure = problem
        if failure is not None:
            raise failure
        return _RetiredInWorkers(retired, generation) if retired else None


class _RetiredInWorkers:
    def __init__(self, handles: list[Handle], generation: int) -> None:
        self._handles, self._generation = handles, generation

    def finish(self, seconds: float) -> None:
        """Wait for all workers; a dead worker has no running requests."""
        for reply in [handle.ask("finish", self._generation, seconds) for handle in self._handles]:
            try:
                reply.result(seconds + STOP_LIMIT)
            except (WorkerGoneError, DatabaseUnavailableError, TimeoutError):
                continue


def _forget_metrics(pid: int | None) -> None:
    if pid is not None and METRICS in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]


def create_api_server(settings: Settings) -> SingleProcessServer | WorkerPool:
    """Return the API server for the settings, with ``settings.workers`` processes.

    :raises LocalServerError: the port is taken, or the host is not an address of this machine.
    """
    settings = settings.model_copy(update={"cursor_secret": cursor_secret(settings)})
    return SingleProcessServer(settings) if settings.workers == 1 else WorkerPool(settings)
