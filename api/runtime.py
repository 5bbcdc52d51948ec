"""The process behind ``alliance up``: it owns the data folder, the local server and the API, and swaps in what a load hands over.

The main thread starts and stops servers and waits for signals; the API runs in a thread of its own (:mod:`api.serving`). A load, here or in
another process, builds a store and replaces ``<data>/current`` atomically. The main thread looks at that file, starts a server on the new
store, lets new requests begin there, and ends the old server when the requests that began on it are answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Protocol

import structlog

from api.deps import Lease, Stores
from api.serving import Serving
from api.supply import LocalSupply, RemoteSupply, Supply
from graph.errors import AllianceError, DatabaseUnavailableError, WorldError
from graph.lock import FolderLock
from graph.settings import DatabaseSettings, Settings
from graph.store import Store
from graph.warmup import warm_up

Progress = Callable[..., None]
_PATIENCE = 60.0
_PARENT_POLL = 0.5
_BREATH = 10.0
"""Seconds after a start that failed until the next is tried."""
log = structlog.get_logger("api.runtime")


class StepsLike(Protocol):
    """Shows long steps."""

    def step(self, title: str, unit: str = "") -> AbstractContextManager[Progress]:
        """One step with its progress."""
        ...

    def say(self, text: str) -> None:
        """One line."""
        ...


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

    :param packages: data packages to load when there is no data yet, or when ``force`` says so.
    """

    def __init__(
        self,
        settings: Settings,
        database: DatabaseSettings,
        steps: StepsLike,
        *,
        packages: list[Path],
        demo: bool = True,
        force: bool = False,
    ) -> None:
        self.settings, self.database, self.steps = settings, database, steps
        self.stores = Stores()
        self.serving: Serving | None = None
        self._not_before = 0.0
        self._warming: asyncio.Task[None] | None = None
        self._lock = FolderLock(settings.data)
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        make: type[LocalSupply] | type[RemoteSupply] = LocalSupply if database.uri is None else RemoteSupply
        self._supply: Supply = make(settings, database, packages=packages, demo=demo, force=force)

    def start(self) -> None:
        """Take the folder and the port, then make everything ready; each long step is shown.

        :raises LocalServerError: folder in use, port taken, disk full, ...
        """
        self._lock.acquire(state="starting")
        self.serving = Serving(self.settings.host, self.settings.port, self.stores, self.settings)
        self.serving.start(wait=False)
        self._state()
        self._supply.prepare(self.steps)
        with self.steps.step("Database") as progress:
            self._supply.start(progress)
        self.serving.wait_started()
        self._adopt()
        self._state()

    @property
    def url(self) -> str:
        """Address for a browser."""
        assert self.serving is not None
        return self.serving.url

    @property
    def store(self) -> Store | None:
        """The store that answers now."""
        return self.stores.current

    def run(self, stop: threading.Event | None = None) -> None:
        """Watch until ``stop`` is set or a signal comes: swap new data in, and mend a server that died.

        :raises WorldError: the API's thread ended.
        """
        stop = stop or threading.Event()
        while not stop.wait(self.settings.poll_interval / 2):
            assert self.serving is not None
            if not self.serving.alive():
                raise WorldError("The API ended unexpectedly.", mend="See the log above.")
            self._supervise()

    def stop(self) -> None:
        """End everything, in the order in which nothing is lost. May be called at any moment, also twice."""
        if self.serving is not None:
            if self._warming is not None and self.serving.alive():
                self.serving.call(self._cooled(self._warming))
            self.serving.stop()
        self._supply.stop()
        self._lock.release()

    def _supervise(self) -> None:
        if time.monotonic() < self._not_before:
            return
        try:
            if not self._supply.alive():
                log.error("the database died and is started again", last_words=self._supply.last_words()[-500:])
                self._retire(self._swap(None, "The database died and is being started again."))
                self._supply.start(None)
                self._adopt()
            elif self._supply.changed():
                self._hand_over()
        except AllianceError as problem:
            self._not_before = time.monotonic() + _BREATH
            log.error("could not start the database", code=problem.code, detail=str(problem))

    def _hand_over(self) -> None:
        """New store on another port, new requests there, then the old server ends."""
        before = self._supply.detach()
        try:
            self._supply.start(None)
            old = self._adopt()
        except AllianceError:
            self._supply.restore(before)
            raise
        self._retire(old)
        before.stop()
        self._state()
        log.info("swapped", data_version=self.store.version if self.store else None)

    def _adopt(self) -> Lease | None:
        """Open a store on the supply's server and let requests begin there."""
        assert self.serving is not None
        uri, user, password, name = self._supply.address()
        store = self.serving.call(Store.open(uri, user, password, database=name, settings=self.settings, fixed=self._supply.waits))
        if self._supply.waits and not self._ready(store):
            self.serving.call(store.close())
            raise DatabaseUnavailableError(f"The new store is not ready: its state is '{store.state}'.")
        old = self._swap(store, "")
        self.serving.call_soon(lambda: self._warm(store))
        return old

    def _warm(self, store: Store) -> None:
        """Start to plan the questions; the task is kept, or the loop would forget it."""
        self._cool()
        self._warming = asyncio.get_running_loop().create_task(warm_up(store))

    def _cool(self) -> None:
        if self._warming is not None:
            self._warming.cancel()

    @staticmethod
    async def _cooled(warming: asyncio.Task[None]) -> None:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)

    def _ready(self, store: Store) -> bool:
        end = time.monotonic() + _PATIENCE
        while store.state != "ready" and time.monotonic() < end:
            time.sleep(0.05)
        return store.state == "ready"

    def _swap(self, store: Store | None, reason: str) -> Lease | None:
        assert self.serving is not None
        return self.serving.call_soon(lambda: self.stores.swap(store, reason=reason))

    def _retire(self, old: Lease | None) -> None:
        if old is None:
            return

        async def drain() -> None:
            await old.drained(self.settings.read_timeout + 2)
            await old.store.close()

        assert self.serving is not None
        self.serving.call(drain())

    def _state(self) -> None:
        """Tell other commands who we are."""
        assert self.serving is not None
        store = self.store
        self._lock.update(
            started=self._started,
            state="starting" if store is None else "ready",
            host=self.settings.host,
            port=self.serving.port,
            neo4j_uri=self._supply.shown_uri(),
            store=self._supply.served(),
            data_version=None if store is None else store.version,
        )
