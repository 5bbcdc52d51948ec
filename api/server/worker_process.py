"""One worker process. It executes the commands that the parent sends over a pipe, and exits when the pipe closes."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from multiprocessing.connection import Connection
from types import FrameType
from typing import TYPE_CHECKING, Any

import structlog

from graph.errors import AllianceError

if TYPE_CHECKING:
    from api.server.api_server import RetiredDatabase, SingleProcessServer
    from graph.settings import Settings

LAST = 8.0
"""Maximum seconds for a shutdown after the parent ended."""
log = structlog.get_logger("api.server.worker_process")


class Worker:
    """Execute commands of the parent one at a time: ``(ticket, name, arguments)``. The reply is ``(ticket, failure, value)``."""

    def __init__(self, pipe: Connection, server: SingleProcessServer) -> None:
        self._pipe, self._server = pipe, server
        self._retired: dict[int, RetiredDatabase] = {}
        self._sending = threading.Lock()

    def run(self) -> None:
        """Execute commands until the parent sends ``stop`` or ends."""
        while True:
            try:
                ticket, name, args = self._pipe.recv()
            except (EOFError, OSError):
                return
            if name == "stop":
                return
            if name == "finish":  # may take as long as an export
                threading.Thread(target=self._reply, args=(ticket, self._finish, args), daemon=True).start()
            else:
                self._reply(ticket, {"adopt": self._adopt, "disconnect": self._disconnect, "hung": self._server.hung_state}[name], args)

    def _reply(self, ticket: int, work: Any, args: tuple[Any, ...]) -> None:
        failure, value = None, None
        try:
            value = work(*args)
        except AllianceError as problem:
            failure = str(problem)
        except Exception as problem:
            log.exception("unhandled error")
            failure = repr(problem)
        with self._sending:
            try:
                self._pipe.send((ticket, failure, value))
            except OSError:
                log.info("the parent process has ended")

    def _adopt(self, ticket: int, address: Any, waits: bool, restarts: int) -> tuple[bool, str | None]:
        return self._keep(ticket, self._server.adopt(address, waits=waits, restarts=restarts)), self._server.version

    def _disconnect(self, ticket: int, reason: str) -> tuple[bool, str | None]:
        return self._keep(ticket, self._server.disconnect(reason)), None

    def _keep(self, ticket: int, old: RetiredDatabase | None) -> bool:
        """Store the retired database under the ticket that the parent will use in ``finish``."""
        if old is not None:
            self._retired[ticket] = old
        return old is not None

    def _finish(self, ticket: int, seconds: float) -> None:
        self._retired.pop(ticket).finish(seconds)


def work(pipe: Connection, listening: socket.socket, settings: Settings, level: int, warm: bool) -> None:
    """Run one worker; the main function of its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes in the terminal; the parent decides
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow_parent, daemon=True).start()
    from api import logs  # noqa: PLC0415  # slow imports, during which the parent may end
    from api.server.api_server import SingleProcessServer  # noqa: PLC0415

    logs.configure(settings.log_format, level=logging.getLevelName(level))
    server = SingleProcessServer(settings, listening, warm=warm)
    try:
        server.start()
        pipe.send((0, None, os.getpid()))
        Worker(pipe, server).run()
    except (SystemExit, BrokenPipeError):
        pass
    finally:
        server.stop()


def _leave(_: int, __: FrameType | None) -> None:
    raise SystemExit


def _follow_parent() -> None:
    """Exit after the parent, even if this worker does not read the pipe because it waits for a database that ended with the parent."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    time.sleep(LAST)
    os._exit(1)
