"""The process behind ``alliance up``: it owns the data folder, the local server and the API, and swaps in what a load hands over.

The main thread starts and stops servers and waits for signals; the API runs in a thread or in processes of its own
(:mod:`api.server.api_server`). A
load, here or in another process, builds a store and replaces ``<data>/current`` atomically. The main thread looks at that file, starts a
server on the new store and lets new requests begin there. The old server ends when the requests that began on it are answered; an export
may take minutes, so that is left to a thread.
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

from api.server.api_server import Front, Retired
from api.server.database_source import LocalSupply, RemoteSupply, Supply
from api.server.provisioning import StepsLike, Wish
from api.server.worker_pool import front_of
from graph.errors import AllianceError, EnvironmentalError
from graph.settings import DatabaseSettings, Settings
from graph.system.folder_lock import FolderLock

_DRAIN_LIMIT = 45.0
"""Seconds that servers which are still being left may take to end when we end."""
_PARENT_POLL = 0.5
_BREATH = 10.0
"""Seconds after a start that failed until the next is tried."""
log = structlog.get_logger("api.server.supervisor")


@contextlib.contextmanager
def signals_as_interrupt() -> Iterator[None]:
    """Let SIGTERM, SIGHUP and the parent's end stop us like Ctrl-C; while we end, further ones are ignored."""

    def stop(number: int, _: FrameType | None) -> None:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    names = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {name: signal.signal(name, stop) for name in names if signal.getsignal(name) != signal.SIG_IGN or name != signal.SIGHUP}
    _watch_parent()
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _watch_parent() -> None:
    """When the process that started us ends, however it ends, we end too: ``uv run`` may be killed without a word."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_POLL)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


class Runtime:
    """One run: ``with`` it for the lifetime of lock, server and API.

    :param wish: what to load (:mod:`api.server.provisioning`).
    """

    def __init__(
        self,
        settings: Settings,
        database: DatabaseSettings,
        steps: StepsLike,
        wish: Wish,
    ) -> None:
        self.settings, self.database, self.steps = settings, database, steps
        self.front: Front | None = None
        self._not_before = 0.0
        self._down, self._restarts = False, 0
        self._leaving: list[threading.Thread] = []
        self._lock = FolderLock(settings.data)
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        make: type[LocalSupply] | type[RemoteSupply] = LocalSupply if database.uri is None else RemoteSupply
        self._supply: Supply = make(settings, database, wish)

    def start(self) -> None:
        """Take the folder and the port, then make everything ready; each long step is shown.

        :raises LocalServerError: folder in use, port taken, disk full, ...
        """
        self._lock.acquire(state="starting")
        self.front = front_of(self.settings)
        self.front.start(wait=False)
        self._state()
        self._supply.prepare(self.steps)
        with self.steps.step("Database") as progress:
            self._supply.start(progress)
        self.front.wait_started()
        self._adopt()
        self._state()

    @property
    def url(self) -> str:
        """Address for a browser."""
        assert self.front is not None
        return self.front.url

    @property
    def version(self) -> str | None:
        """The data version that is served."""
        return None if self.front is None else self.front.version

    def run(self, stop: threading.Event | None = None) -> None:
        """Watch until ``stop`` is set or a signal comes: swap new data in, and mend a server that died.

        :raises EnvironmentalError: the API's thread ended.
        """
        stop = stop or threading.Event()
        while not stop.wait(self.settings.poll_interval / 2):
            assert self.front is not None
            if not self.front.alive():
                raise EnvironmentalError("The API ended unexpectedly.", hint="See the log above.")
            self.front.supervise()
            self._supervise()

    def stop(self) -> None:
        """End everything, in the order in which nothing is lost. May be called at any moment, also twice."""
        if self.front is not None:
            self.front.stop()
        end = time.monotonic() + _DRAIN_LIMIT
        for thread in self._leaving:
            thread.join(max(0.0, end - time.monotonic()))
        self._supply.stop()
        self._lock.release()

    def _supervise(self) -> None:
        if time.monotonic() < self._not_before:
            return
        try:
            fault = self._fault()
            if fault is not None:
                self._restart(fault)
            elif self._supply.changed():
                self._hand_over()
        except AllianceError as problem:
            self._not_before = time.monotonic() + _BREATH
            log.error("could not start the database", code=problem.code, detail=str(problem))

    def _fault(self) -> str | None:
        """What is wrong with the local server; None when nothing is."""
        assert self.front is not None
        if self._down:
            return "was not started"
        if not self._supply.alive():
            return "died"
        return "does not answer" if self.front.hung() else None

    def _restart(self, fault: str) -> None:
        """Refuse requests with the reason, end the server by force, start it again. What fails here is tried again later."""
        assert self.front is not None
        log.error(f"the database {fault} and is started again", log_tail=self._supply.log_tail()[-500:])
        if not self._down:
            self._down = True
            self._leave(self.front.away(f"The database {fault} and is being started again."))
        self._supply.kill()
        self._state()
        self._supply.start(None)
        self._restarts += 1
        self._adopt()
        self._down = False
        self._state()
        log.warning("the database was started again", address=self._supply.shown_uri(), restarts=self._restarts)

    def _hand_over(self) -> None:
        """New store on another port, new requests there, then the old server ends."""
        before = self._supply.detach()
        try:
            self._supply.start(None)
            old = self._adopt()
        except AllianceError:
            self._supply.restore(before)
            raise
        self._leave(old, before.stop)
        self._state()
        log.info("swapped", data_version=self.version)

    def _adopt(self) -> Retired | None:
        """Let requests begin on the supply's server."""
        assert self.front is not None
        return self.front.adopt(self._supply.address(), waits=self._supply.waits, restarts=self._restarts)

    def _leave(self, old: Retired | None, then: Callable[[], None] = lambda: None) -> None:
        """Beside everything else: wait for what reads from a database that is no longer asked, then do what follows."""

        def leave() -> None:
            try:
                if old is not None:
                    old.finish(self.settings.export_timeout + 2)
            finally:
                then()

        thread = threading.Thread(target=leave, name="leaving", daemon=True)
        thread.start()
        self._leaving = [*(known for known in self._leaving if known.is_alive()), thread]

    def _state(self) -> None:
        """Tell other commands who we are."""
        assert self.front is not None
        version = self.version
        self._lock.update(
            started=self._started,
            state="starting" if version is None else "ready",
            host=self.settings.host,
            port=self.front.port,
            neo4j_uri=self._supply.shown_uri(),
            neo4j_pid=self._supply.pid(),
            store=self._supply.served(),
            data_version=version,
        )
