"""Whether the database hangs, as several workers see it. Each has its own connections; their parent asks them without waiting."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Protocol


class Asked(Protocol):
    """A worker, as far as it is asked here."""

    def ask(self, name: str, *given: Any) -> Future[Any]:
        """Ask for something."""
        ...

    def alive(self) -> bool:
        """Whether the process runs."""
        ...


class Opinions:
    """The last answer of each worker: True (hangs), False, or None (the worker has no store)."""

    def __init__(self) -> None:
        self._asked: dict[Asked, Future[Any]] = {}
        self._said: dict[Asked, bool | None] = {}

    def forget(self) -> None:
        """Drop all answers, also those under way: they are about another database."""
        self._asked, self._said = {}, {}

    def hung(self, workers: Sequence[Asked]) -> bool:
        """Whether at least one worker says that the database hangs and none says that it does not.

        A worker that is starting has not answered yet; the others need not wait for it.
        """
        living = [worker for worker in workers if worker.alive()]
        for worker in living:
            answer = self._asked.get(worker)
            if answer is None or answer.done():
                if answer is not None:
                    self._said[worker] = None if answer.exception() is not None else answer.result()
                self._asked[worker] = worker.ask("hung")
        said = {self._said.get(worker) for worker in living}
        return True in said and False not in said
