"""Decide from several workers whether the database hangs. Each worker has its own connections; the parent polls them without blocking."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Protocol


class WorkerProxy(Protocol):
    """The part of a worker that is used here."""

    def ask(self, name: str, *args: Any) -> Future[Any]:
        """Send a request to the worker."""
        ...

    def alive(self) -> bool:
        """Whether the process is running."""
        ...


class HangVotes:
    """The last reply of each worker: True (hung), False, or None (the worker has no store)."""

    def __init__(self) -> None:
        self._pending: dict[WorkerProxy, Future[Any]] = {}
        self._replies: dict[WorkerProxy, bool | None] = {}

    def forget(self) -> None:
        """Discard all replies, including pending ones: they refer to another database."""
        self._pending, self._replies = {}, {}

    def hung(self, workers: Sequence[WorkerProxy]) -> bool:
        """Whether at least one worker reports a hung database and none reports a responsive one.

        A worker that is still starting has no reply and is ignored.
        """
        alive = [worker for worker in workers if worker.alive()]
        for worker in alive:
            reply = self._pending.get(worker)
            if reply is None or reply.done():
                if reply is not None:
                    self._replies[worker] = None if reply.exception() is not None else reply.result()
                self._pending[worker] = worker.ask("hung")
        replies = {self._replies.get(worker) for worker in alive}
        return True in replies and False not in replies
