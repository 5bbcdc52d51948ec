"""The API server, in one process or several, behind one interface for :mod:`api.server.supervisor`."""

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
"""Seconds within which a new store must be ready."""


class RetiredDatabase(Protocol):
    """A database that gets no new requests."""

    def finish(self, seconds: float) -> None:
        """Wait up to ``seconds`` for its requests to finish, then close its connections."""
        ...


class ApiServer(Protocol):
    """The API, with any number of processes."""

    @property
    def url(self) -> str:
        """URL for a browser on this machine."""
        ...

    @property
    def port(self) -> int:
        """The port it listens on."""
        ...

    @property
    def version(self) -> str | None:
        """The current data version."""
        ...

    def start(self, *, wait: bool = True) -> None:
        """Start serving (503 until there is a store)."""
        ...

    def wait_started(self) -> None:
        """Wait until the server accepts requests. Raises any error from building the application."""
        ...

    def adopt(self, address: Address, *, waits: bool, restarts: int = 0) -> RetiredDatabase | None:
        """Send new requests to the database at ``address``. Return the previous database.

        :param waits: wait until the database is ready; for a database that is never loaded in place.
        :param restarts: number of restarts, for the metrics.
        :raises DatabaseUnavailableError: the database is not ready in time.
        """
        ...

    def disconnect(self, reason: str) -> RetiredDatabase | None:
        """Serve without a database: cached responses, else 503 with ``reason``."""
        ...

    def hung(self) -> bool:
        """Whether the local database has been unresponsive for so long that it must be restarted."""
        ...

    def supervise(self) -> None:
        """Restart processes that ended; called periodically.

        :raises EnvironmentalError: the API cannot continue.
        """
        ...

    def alive(self) -> bool:
        """Whether the API is serving, or recovers without intervention."""
        ...

    def stop(self) -> None:
        """Finish current requests, then stop."""
        ...


class SingleProcessServer:
    """The API in a thread of this process."""

    def __init__(self, settings: Settings, listening: socket.socket | None = None, *, warm: bool = True) -> None:
        """Bind the port.

        :param warm: plan each question once in the database.
        :raises LocalServerError: the port is taken, or the host is not an address of this machine.
        """
        self.stores = Stores()
        self.settings, self._warm = settings, warm
        self.serving = Serving(settings.host, settings.port, self.stores, settings, listening=listening)
        self._warming: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """URL for a browser on this machine."""
        return self.serving.url

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self.serving.port

    @property
    def version(self) -> str | None:
        """The current data version."""
        store = self.stores.current
        return None if store is None else store.version

    def start(self, *, wait: bool = True) -> None:
        """Start serving."""
        self.serving.start(wait=wait)

    def wait_started(self) -> None:
        """Wait until the server accepts requests."""
        self.serving.wait_started()

    def adopt(self, address: Address, *, waits: bool, restarts: int = 0) -> RetiredDatabase | None:
        """Open a store at ``address`` and send new requests to it."""
        uri, user, password, name = address
        store = self.serving.call(Store.open(uri, user, password, database=name, settings=self.settings, fixed=waits))
        if waits and not _ready(store):
            self.serving.call(store.close())
            raise DatabaseUnavailableError(f"The new store is not ready. State: {store.state}.")
        self.stores.restarts = restarts
        old = self._swap(store, "")
        if self._warm:
            self.serving.call_soon(self._begin_warming, store)
        return old

    def disconnect(self, reason: str) -> RetiredDatabase | None:
        """Serve without a database."""
        return self._swap(None, reason)

    def hung(self) -> bool:
        """Whether the store is hung."""
        return self.hung_state() is True

    def hung_state(self) -> bool | None:
        """Whether the store is hung; None without a store."""
        store = self.stores.current
        return None if store is None else store.hung

    def supervise(self) -> None:
        """Do nothing: the thread is checked by :meth:`alive`."""

    def alive(self) -> bool:
        """Whether the server thread is running."""
        return self.serving.alive()

    def stop(self) -> None:
        """Finish current requests, then stop."""
        if self._warming is not None and self.serving.alive():
            self.serving.call(_cancel(self._warming))
        self.serving.stop()

    def _swap(self, store: Store | None, reason: str) -> RetiredDatabase | None:
        old = self.serving.call_soon(lambda: self.stores.swap(store, reason=reason))
        return None if old is None else _RetiredLease(self.serving, old)

    def _begin_warming(self, store: Store) -> None:
        """Plan the questions in the database. Keep a reference to the task, or it could be garbage-collected."""
        if self._warming is not None:
            self._warming.cancel()
        self._warming = asyncio.get_running_loop().create_task(warm_up(store))


class _RetiredLease:
    def __init__(self, serving: Serving, lease: Lease) -> None:
        self._serving, self._lease = serving, lease

    def finish(self, seconds: float) -> None:
        """Wait for running requests, then close the store; stopping the API ends the wait."""

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
