"""The process behind ``alliance up``: it owns the data folder, the local server and the API, and switches to newly loaded data.

The main thread starts and stops servers and waits for signals; the API runs in its own thread or processes
(:mod:`api.server.api_server`). A load, in this or another process, builds a store and replaces ``<data>/current`` atomically. The main
thread watches that file, starts a server on the new store and sends new requests to it. The old server stops once its requests are
finished. An export may take minutes, so a separate thread waits for that.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import FrameType

import structlog

from api.server.api_server import ApiServer, RetiredDatabase
from api.server.database_source import DatabaseSource, LocalSource, RemoteSource
from api.server.provisioning import LoadOptions, StepReporter
from api.server.worker_pool import create_api_server
from graph.errors import AllianceError, EnvironmentalError
from graph.settings import DatabaseSettings, Settings
from graph.system.data_paths import DataDirectory

_DRAIN_LIMIT = 45.0
"""Maximum seconds to wait for draining servers at shutdown."""
_PARENT_POLL = 0.5
_RETRY_DELAY = 10.0
"""Seconds between a failed start and the next attempt."""
log = structlog.get_logger("api.server.supervisor")


@contextlib.contextmanager
def signals_as_interrupt() -> Iterator[None]:
    """Treat SIGTERM, SIGHUP and the end of the parent process like Ctrl-C. Further signals are ignored during shutdown.

    With ``nohup``, SIGHUP and the end of the parent have no effect; with ``setsid``, the end of the parent has none.
    """

    def stop(number: int, _: FrameType | None) -> None:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    names = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {name: signal.signal(name, stop) for name in names if signal.getsignal(name) != signal.SIG_IGN or name != signal.SIGHUP}
    if not _is_detached():
        _watch_parent()
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _is_detached() -> bool:
    """Whether this process was started to outlive its shell: by ``nohup`` (SIGHUP is ignored) or ``setsid`` (it leads a session)."""
    return signal.getsignal(signal.SIGHUP) == signal.SIG_IGN or os.getsid(0) == os.getpid()


def _watch_parent() -> None:
    """Stop when the parent process ends for any reason: ``uv run`` may be killed without forwarding a signal."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_POLL)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


class Runtime:
    """One run of lock, database server and API.

    :param options: what to load (:mod:`api.server.provisioning`).
    """

    def __init__(
        self,
        settings: Settings,
        database: DatabaseSettings,
        steps: StepReporter,
        options: LoadOptions,
    ) -> None:
        self.settings, self.database, self.steps = settings, database, steps
        self.api: ApiServer | None = None
        self._not_before = 0.0
        self._database_down, self._restarts = False, 0
        self._draining: list[threading.Thread] = []
        self._lock = DataDirectory(settings.data).lock()
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        make: type[LocalSource] | type[RemoteSource] = LocalSource if database.uri is None else RemoteSource
        self._source: DatabaseSource = make(settings, database, options)

    def start(self) -> None:
        """Lock the folder, bind the port, then start everything. Long steps show their progress.

        :raises LocalServerError: the folder is in use, the port is taken, the disk is full, or similar.
        """
        self._lock.acquire(state="starting")
        self.api = create_api_server(self.settings)
        self.api.start(wait=False)
        self._write_state()
        self._source.prepare(self.steps)
        with self.steps.step("Database") as progress:
            self._source.start(progress)
        self.api.wait_started()
        self._adopt()
        self._write_state()

    @property
    def url(self) -> str:
        """URL for a browser."""
        assert self.api is not None
        return self.api.url

    @property
    def version(self) -> str | None:
        """The current data version."""
        return None if self.api is None else self.api.version

    def run(self, stop: threading.Event | None = None) -> None:
        """Run until ``stop`` is set or a signal arrives: switch to new data, and restart a server that died.

        :raises EnvironmentalError: the API thread ended.
        """
        stop = stop or threading.Event()
        while not stop.wait(self.settings.poll_interval / 2):
            assert self.api is not None
            if not self.api.alive():
                raise EnvironmentalError("The API stopped unexpectedly.", hint="See the log output above.")
            self.api.supervise()
            self._supervise()

    def stop(self) -> None:
        """Stop everything in an order that loses no requests. May be called at any time and more than once."""
        if self.api is not None:
            self.api.stop()
        end = time.monotonic() + _DRAIN_LIMIT
        for thread in self._draining:
            thread.join(max(0.0, end - time.monotonic()))
        self._source.stop()
        self._lock.release()

    def _supervise(self) -> None:
        if time.monotonic() < self._not_before:
            return
        try:
            fault = self._fault()
            if fault is not None:
                self._restart(fault)
            elif self._source.changed():
                self._switch_data()
        except AllianceError as problem:
            self._not_before = time.monotonic() + _RETRY_DELAY
            log.error("could not start the database", code=problem.code, detail=str(problem))

    def _fault(self) -> str | None:
        """Return the fault of the local server, or None."""
        assert self.api is not None
        if self._database_down:
            return "was not started"
        if not self._source.alive():
            return "died"
        return "does not answer" if self.api.hung() else None

    def _restart(self, fault: str) -> None:
        """Return 503 with the reason, kill the server and restart it. A failed restart is retried later."""
        assert self.api is not None
        log.error(f"the database {fault}; restarting it", log_tail=self._source.log_tail()[-500:])
        if not self._database_down:
            self._database_down = True
            self._drain(self.api.disconnect(f"The database {fault} and is being restarted."))
        self._source.kill()
        self._write_state()
        self._source.start(None)
        self._restarts += 1
        self._adopt()
        self._database_down = False
        self._write_state()
        log.warning("the database was restarted", address=self._source.shown_uri(), restarts=self._restarts)

    def _switch_data(self) -> None:
        """Start a server on the new store on another port, send new requests to it, then stop the old server."""
        before = self._source.detach()
        try:
            self._source.start(None)
            old = self._adopt()
        except AllianceError:
            self._source.restore(before)
            raise
        self._drain(old, before.stop)
        self._write_state()
        log.info("switched data version", data_version=self.version)

    def _adopt(self) -> RetiredDatabase | None:
        """Send new requests to the current server of the source."""
        assert self.api is not None
        return self.api.adopt(self._source.address(), waits=self._source.waits, restarts=self._restarts)

    def _drain(self, old: RetiredDatabase | None, then: Callable[[], None] = lambda: None) -> None:
        """In a thread, wait for the running requests of a retired database, then call ``then``."""

        def drain() -> None:
            try:
                if old is not None:
                    old.finish(self.settings.export_timeout + 2)
            finally:
                then()

        thread = threading.Thread(target=drain, name="draining", daemon=True)
        thread.start()
        self._draining = [*(draining for draining in self._draining if draining.is_alive()), thread]

    def _write_state(self) -> None:
        """Write the state of this run for other commands."""
        assert self.api is not None
        version = self.version
        self._lock.update(
            started=self._started,
            state="starting" if version is None else "ready",
            host=self.settings.host,
            port=self.api.port,
            neo4j_uri=self._source.shown_uri(),
            neo4j_pid=self._source.pid(),
            store=self._source.served(),
            data_version=version,
        )
