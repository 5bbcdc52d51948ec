"""One of several processes that answer: it does what its parent says over a pipe, and ends when the pipe does, however its parent ended."""

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
    from api.server.api_server import Retired, Single
    from graph.settings import Settings

LAST = 8.0
"""Seconds that an end may take when the parent is gone."""
log = structlog.get_logger("api.server.worker_process")


class Worker:
    """What the parent asks for, one message at a time: ``(ticket, name, arguments)``; the answer is ``(ticket, failure, value)``."""

    def __init__(self, pipe: Connection, front: Single) -> None:
        self._pipe, self._front = pipe, front
        self._retired: dict[int, Retired] = {}
        self._sending = threading.Lock()

    def run(self) -> None:
        """Serve the parent until it says stop or is gone."""
        while True:
            try:
                ticket, name, given = self._pipe.recv()
            except (EOFError, OSError):
                return
            if name == "stop":
                return
            if name == "finish":  # may take as long as an export
                threading.Thread(target=self._answer, args=(ticket, self._finish, given), daemon=True).start()
            else:
                self._answer(ticket, {"adopt": self._adopt, "away": self._away, "hung": self._front.says_hung}[name], given)

    def _answer(self, ticket: int, work: Any, given: tuple[Any, ...]) -> None:
        failure, value = None, None
        try:
            value = work(*given)
        except AllianceError as problem:
            failure = str(problem)
        except Exception as problem:
            log.exception("unforeseen")
            failure = repr(problem)
        with self._sending:
            try:
                self._pipe.send((ticket, failure, value))
            except OSError:
                log.info("the parent is gone")

    def _adopt(self, ticket: int, address: Any, waits: bool, restarts: int) -> tuple[bool, str | None]:
        return self._keep(ticket, self._front.adopt(address, waits=waits, restarts=restarts)), self._front.version

    def _away(self, ticket: int, reason: str) -> tuple[bool, str | None]:
        return self._keep(ticket, self._front.away(reason)), None

    def _keep(self, ticket: int, old: Retired | None) -> bool:
        """Keep what was retired under the number by which the parent will ask for it."""
        if old is not None:
            self._retired[ticket] = old
        return old is not None

    def _finish(self, ticket: int, seconds: float) -> None:
        self._retired.pop(ticket).finish(seconds)


def work(pipe: Connection, listening: socket.socket, settings: Settings, level: int, warm: bool) -> None:
    """Run one worker: the main function of its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches everyone in the terminal; the parent decides
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow_parent, daemon=True).start()
    from api import logs  # noqa: PLC0415  # these take their time, and the parent may go meanwhile
    from api.server.api_server import Single  # noqa: PLC0415

    logs.configure(settings.log_format, level=logging.getLevelName(level))
    front = Single(settings, listening, warm=warm)
    try:
        front.start()
        pipe.send((0, None, os.getpid()))
        Worker(pipe, front).run()
    except (SystemExit, BrokenPipeError):
        pass
    finally:
        front.stop()


def _leave(_: int, __: FrameType | None) -> None:
    raise SystemExit


def _follow_parent() -> None:
    """The pipe says that the parent is gone; this is for a worker that cannot listen, because it waits for a database that went along."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    time.sleep(LAST)
    os._exit(1)
