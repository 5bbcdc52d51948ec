"""What stands between the database and the callers: one process or several, with one face towards :mod:`api.server.supervisor`."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import socket
import time
from typing import Protocol

from api.dependencies import Lease, Stores
from api.server.uvicorn_thread import Serving
from graph.database.reader import Store
from graph.errors import DatabaseUnavailableError
from graph.queries.questions.warmup import warm_up
from graph.settings import Settings

Address = tuple[str, str, str, str]
"""URI, user, password, database."""
PATIENCE = 60.0
"""Seconds that a new store may take until it is ready."""


class Retired(Protocol):
    """A database that no request begins on any more."""

    def finish(self, seconds: float) -> None:
        """Wait until the requests that began on it are answered, ``seconds`` at most, then close the connections to it."""
        ...


class Front(Protocol):
    """The API, however many processes it is."""

    @property
    def url(self) -> str:
        """Address for a browser on this machine."""
        ...

    @property
    def port(self) -> int:
        """The port it listens on."""
        ...

    @property
    def version(self) -> str | None:
        """The data version that is served."""
        ...

    def start(self, *, wait: bool = True) -> None:
        """Answer from now on (503 until there is a store)."""
        ...

    def wait_started(self) -> None:
        """Wait until it answers. Raises what building the application raised."""
        ...

    def adopt(self, address: Address, *, waits: bool, restarts: int = 0) -> Retired | None:
        """Let requests begin on the database at an address; returns the one before.

        :param waits: the database must be ready before; nothing is ever loaded into it.
        :param restarts: how often it was started again; for the metrics.
        :raises DatabaseUnavailableError: it is not.
        """
        ...

    def away(self, reason: str) -> Retired | None:
        """There is no database for now: 503 with the reason, and what is in the cache."""
        ...

    def hung(self) -> bool:
        """Whether a store of the local server has answered nothing for so long that only a restart helps."""
        ...

    def supervise(self) -> None:
        """Look after the processes; called now and then.

        :raises EnvironmentalError: when it cannot go on.
        """
        ...

    def alive(self) -> bool:
        """Whether it answers, or will again by itself."""
        ...

    def stop(self) -> None:
        """Answer what has begun, then end."""
        ...


class Single:
    """The API in a thread of this process."""

    def __init__(self, settings: Settings, listening: socket.socket | None = None, *, warm: bool = True) -> None:
        """Bind the address.

        :param warm: have the database plan each question once.
        :raises LocalServerError: the port is taken, or the host is no address of this machine.
        """
        self.stores = Stores()
        self.settings, self._warm = settings, warm
        self.serving = Serving(settings.host, settings.port, self.stores, settings, listening=listening)
        self._warming: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Address for a browser on this machine."""
        return self.serving.url

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self.serving.port

    @property
    def version(self) -> str | None:
        """The data version that is served."""
        store = self.stores.current
        return None if store is None else store.version

    def start(self, *, wait: bool = True) -> None:
        """Answer from now on."""
        self.serving.start(wait=wait)

    def wait_started(self) -> None:
        """Wait until it answers."""
        self.serving.wait_started()

    def adopt(self, address: Address, *, waits: bool, restarts: int = 0) -> Retired | None:
        """Open a store at the address and let requests begin there."""
        uri, user, password, name = address
        store = self.serving.call(Store.open(uri, user, password, database=name, settings=self.settings, fixed=waits))
        if waits and not _ready(store):
            self.serving.call(store.close())
            raise DatabaseUnavailableError(f"The new store is not ready: its state is '{store.state}'.")
        self.stores.restarts = restarts
        old = self._swap(store, "")
        if self._warm:
            self.serving.call_soon(self._begin_warming, store)
        return old

    def away(self, reason: str) -> Retired | None:
        """There is no database for now."""
        return self._swap(None, reason)

    def hung(self) -> bool:
        """Whether the store says so."""
        return self.says_hung() is True

    def says_hung(self) -> bool | None:
        """What the store says; None when there is none."""
        store = self.stores.current
        return None if store is None else store.hung

    def supervise(self) -> None:
        """Nothing to look after but the thread: see :meth:`alive`."""

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self.serving.alive()

    def stop(self) -> None:
        """Answer what has begun, then end."""
        if self._warming is not None and self.serving.alive():
            self.serving.call(_cancel(self._warming))
        self.serving.stop()

    def _swap(self, store: Store | None, reason: str) -> Retired | None:
        old = self.serving.call_soon(lambda: self.stores.swap(store, reason=reason))
        return None if old is None else _RetiredHere(self.serving, old)

    def _begin_warming(self, store: Store) -> None:
        """Let the database plan the questions; the task is kept, or the loop would forget it."""
        if self._warming is not None:
            self._warming.cancel()
        self._warming = asyncio.get_running_loop().create_task(warm_up(store))


class _RetiredHere:
    def __init__(self, serving: Serving, lease: Lease) -> None:
        self._serving, self._lease = serving, lease

    def finish(self, seconds: float) -> None:
        """Wait, then close; the end of the API ends the wait."""

        async def drain() -> None:
            await self._lease.drained(seconds)
            await self._lease.store.close()

        with contextlib.suppress(concurrent.futures.CancelledError, RuntimeError):
            self._serving.call(drain())


async def _cancel(warming: asyncio.Task[None]) -> None:
    warming.cancel()
    await asyncio.gather(warming, return_exceptions=True)


def _ready(store: Store) -> bool:
    end = time.monotonic() + PATIENCE
    while store.state != "ready" and time.monotonic() < end:
        time.sleep(0.05)
    return store.state == "ready"
