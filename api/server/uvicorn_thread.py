"""One uvicorn in a thread of its own, on a socket that is bound before anything slow begins.

The thread that calls stays free for the database's server, for signals and for waiting.
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
"""Seconds that an idle connection is kept: longer than any Retry-After here, so that who waits as told finds it open."""
_BACKLOG = 2048
_START_LIMIT = 60.0


def bind(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 takes a free one.

    :raises LocalServerError: the port is taken, or the host is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off; without it every small answer waited 40 ms for an acknowledgement.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(_BACKLOG)  # at once: until one of the two listens, two sockets may be bound to the same port
    except OSError as problem:
        made.close()
        raise LocalServerError(
            f"The API cannot listen on {host}:{port}: {problem.strerror}.", hint="Name another port with --port N (0 takes a free one)."
        ) from problem
    return made


def bind_many(host: str, port: int, count: int) -> list[socket.socket]:
    """Sockets for ``count`` processes on one address.

    On Linux each has a socket of its own, and the kernel shares the connections out among them; elsewhere all have the same one. The first
    is bound alone, so that a port that is taken is noticed. Who made them keeps them: while a process is started anew, its socket waits.

    :raises LocalServerError: see :func:`bind`.
    """
    first = bind(host, port)
    if count == 1 or sys.platform != "linux":
        return [first] * count
    first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made = [first]
    for _ in range(count - 1):
        other = socket.socket(first.family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        made.append(other)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(first.getsockname())
        other.listen(_BACKLOG)
    return made


def url_of(host: str, port: int) -> str:
    """Address for a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  # only shown
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{port}"


class Serving:
    """The API while it runs."""

    def __init__(
        self, host: str, port: int, stores: Stores, settings: Settings | None = None, *, listening: socket.socket | None = None
    ) -> None:
        """Bind the address at once; :meth:`start` answers.

        :param settings: who may ask, and how often; those of a loopback address when None.
        :param listening: a socket that is bound already.

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
        """Address for a browser on this machine."""
        return url_of(self.host, self.port)

    def start(self, *, wait: bool = True) -> None:
        """Answer from now on (503 until there is a store). Raises what building the application raised."""
        self._thread.start()
        if wait:
            self.wait_started()

    def wait_started(self) -> None:
        """Wait until the API answers."""
        if not self._ready.wait(_START_LIMIT):
            raise LocalServerError(f"The API did not start within {_START_LIMIT:.0f} s.")
        if self._failure is not None:
            raise self._failure

    def call(self, work: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Run a coroutine in the API's event loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def call_soon(self, work: Callable[..., T], *given: Any) -> T:
        """Call a function in the API's event loop, and wait for it."""

        async def run() -> T:
            return work(*given)

        return self.call(run())

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Answer what has begun, then end. Does nothing when it has not started."""
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
        from api.app import create_app  # noqa: PLC0415  # it takes two seconds to import, in which the database starts

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
        self._server = uvicorn.Server(config)
        watcher = asyncio.create_task(self._watch(self._server))
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            watcher.cancel()

    async def _watch(self, server: uvicorn.Server) -> None:
        while not server.started:
            await asyncio.sleep(0.01)
        self._ready.set()


async def _end_tasks() -> None:
    """Cancel what still runs in the background and wait until it has ended."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
