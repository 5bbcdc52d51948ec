"""Run uvicorn in its own thread, on a socket that is bound before any slow work starts.

The calling thread stays free for the database server and for signals.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvicorn
import uvloop

from api.dependencies import Stores
from api.server.slow_client_guard import patient
from graph.errors import LocalServerError
from graph.settings import Settings

T = TypeVar("T")
_GRACE = 5
KEEP_ALIVE = 30
"""Seconds that an idle connection is kept open: longer than any Retry-After, so that a client can retry on the same connection."""
_BACKLOG = 2048
_START_LIMIT = 60.0


def bind(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 selects a free port.

    :raises LocalServerError: the port is taken, or the host is not an address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Naming the protocol makes asyncio disable Nagle's algorithm; otherwise every small response waits 40 ms for an acknowledgement.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(_BACKLOG)  # at once: two sockets can bind the same port until one of them listens
    except OSError as problem:
        bound.close()
        raise LocalServerError(
            f"The API cannot listen on {host}:{port}: {problem.strerror}.",
            hint="Choose another port with --port N (0 selects a free port).",
        ) from problem
    return bound


def bind_many(host: str, port: int, count: int) -> list[socket.socket]:
    """Return sockets for ``count`` processes on one address.

    On Linux each process has its own socket, and the kernel distributes the connections; on other systems all share one socket. The first
    is bound alone, so that a taken port is detected. The parent keeps the sockets open, so connections wait while a process restarts.

    :raises LocalServerError: see :func:`bind`.
    """
    first = bind(host, port)
    if count == 1 or sys.platform != "linux":
        return [first] * count
    first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sockets = [first]
    for _ in range(count - 1):
        other = socket.socket(first.family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sockets.append(other)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(first.getsockname())
        other.listen(_BACKLOG)
    return sockets


def url_of(host: str, port: int) -> str:
    """Return the URL for a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  # displayed, not bound
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{port}"


class Serving:
    """A running API server."""

    def __init__(
        self, host: str, port: int, stores: Stores, settings: Settings | None = None, *, listening: socket.socket | None = None
    ) -> None:
        """Bind the port at once; :meth:`start` starts serving.

        :param settings: access rules and rate limits; None uses the defaults for a loopback address.
        :param listening: an already bound socket.
        :raises LocalServerError: see :func:`bind`.
        """
        self.stores = stores
        self.settings = settings or Settings(host=host, public=False)
        self.host = host
        self._socket = listening or bind(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._loop = uvloop.new_event_loop()
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=self._run, name="api", daemon=True)

    @property
    def url(self) -> str:
        """URL for a browser on this machine."""
        return url_of(self.host, self.port)

    def start(self, *, wait: bool = True) -> None:
        """Start serving (503 until there is a store). Raises any error from building the application."""
        self._thread.start()
        if wait:
            self.wait_started()

    def wait_started(self) -> None:
        """Wait until the API accepts requests."""
        if not self._ready.wait(_START_LIMIT):
            raise LocalServerError(f"The API did not start within {_START_LIMIT:.0f} s.")
        if self._failure is not None:
            raise self._failure

    def call(self, work: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Run a coroutine in the API's event loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def call_soon(self, work: Callable[..., T], *args: Any) -> T:
        """Call a function in the API's event loop and return its result."""

        async def run() -> T:
            return work(*args)

        return self.call(run())

    def alive(self) -> bool:
        """Whether the server thread is running."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Finish current requests, then stop. Does nothing if the server was not started."""
        if self._server is not None:
            self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(_GRACE + 10)
        self._socket.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as problem:
            self._failure = problem
        finally:
            self._ready.set()
            self._loop.run_until_complete(_end_tasks())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self) -> None:
        from api.app import create_app  # noqa: PLC0415  # the import takes two seconds; the database starts meanwhile

        app = create_app(self.stores, settings=self.settings)
        config = uvicorn.Config(
            app,
            http=patient(self.settings.client_timeout),
            log_config=None,
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=_GRACE,
            timeout_keep_alive=KEEP_ALIVE,
            server_header=False,
            proxy_headers=False,
        )
        self._server = _Server(config, self.stores)
        watcher = asyncio.create_task(self._watch(self._server))
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            watcher.cancel()

    async def _watch(self, server: uvicorn.Server) -> None:
        while not server.started:
            await asyncio.sleep(0.01)
        self._ready.set()


class _Server(uvicorn.Server):
    """Ends streams that have no end when it begins to stop. Otherwise it would wait for them."""

    def __init__(self, config: uvicorn.Config, stores: Stores) -> None:
        super().__init__(config)
        self._stores = stores

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stores.stopping.set()
        await super().shutdown(sockets)


async def _end_tasks() -> None:
    """Cancel remaining background tasks and wait for them."""
    remaining = asyncio.all_tasks() - {asyncio.current_task()}
    for task in remaining:
        task.cancel()
    await asyncio.gather(*remaining, return_exceptions=True)
