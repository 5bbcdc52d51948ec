"""Detect that a database is unresponsive or hangs, from late polls and from the statements it answers.

A poll is a query of one row. It is late when it is not answered within the staleness of the data version (2 s by default). High load alone
makes polls late, so a late poll counts only when the database answered no statement at all since the poll started. After
:data:`LATE_POLLS` of them in a row the database is unresponsive. Each further poll then gets :data:`HANG_TIMEOUT` seconds. A database that
answers within that time is slow; one that does not hangs. A poll may end earlier when it needs a new connection, which has a time limit of
its own; the next poll then continues the wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
LATE_POLLS = 3
"""Number of late polls in a row after which a database is unresponsive."""
HANG_TIMEOUT = 10.0
"""Time in seconds without an answer after which an unresponsive database hangs."""


class UnresponsiveError(Exception):
    """The database became unresponsive while a caller waited for it."""


class LivenessMonitor:
    """Counts late polls in a row and records when the database last answered.

    :param hang_timeout: see :data:`HANG_TIMEOUT`.
    """

    def __init__(self, hang_timeout: float = HANG_TIMEOUT) -> None:
        self.hang_timeout = hang_timeout
        self._late = 0
        self._answered_at = float("-inf")
        self._unresponsive_since = self._late_poll_at = 0.0

    @property
    def late(self) -> bool:
        """Whether the last poll was late and no statement was answered in the meantime."""
        return self._late > 0

    @property
    def unresponsive(self) -> bool:
        """Whether the database does not answer in time."""
        return self._late >= LATE_POLLS

    @property
    def hung(self) -> bool:
        """Whether an unresponsive database answered no poll for another :attr:`hang_timeout` seconds."""
        return self.unresponsive and self._late_poll_at - self._unresponsive_since >= self.hang_timeout

    def record_answer(self) -> None:
        """Record that the database answered a statement."""
        self._answered_at = time.monotonic()

    def record_late_poll(self, started: float) -> None:
        """Record that the poll that started at ``started`` was not answered in time."""
        was_unresponsive, self._late_poll_at = self.unresponsive, time.monotonic()
        self._late = 0 if self._answered_at >= started else self._late + 1
        if not was_unresponsive:
            self._unresponsive_since = self._late_poll_at

    def record_poll(self, *, in_time: bool) -> None:
        """Record that a poll was answered. After a late answer the database stays unresponsive, but does not hang."""
        self._late = LATE_POLLS if self.unresponsive and not in_time else 0
        self._unresponsive_since = self._late_poll_at = time.monotonic()

    async def watch(self, work: Coroutine[Any, Any, T], *, every: float) -> T:
        """Await ``work``, which has no time limit. Check every ``every`` seconds and cancel it when the database is unresponsive.

        :raises UnresponsiveError: the database became unresponsive.
        """
        step = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({step}, timeout=every))[0]:
                if self.unresponsive:
                    raise UnresponsiveError
            self.record_answer()
            return step.result()
        finally:
            if not step.done():
                step.cancel()
                await asyncio.gather(step, return_exceptions=True)
