"""Signs of life of a database: which looks at it came late, and whether it answered anything meanwhile.

A look is a query of one row. It is late when it is not answered within the staleness of the data version (2 s by default). Load alone
makes looks late, so a late look counts only when the database answered no statement at all since the look began. After
:data:`LATE_LOOKS` of them in a row the database does not answer in time. Then each look gets :data:`LAST_LOOK` seconds. A database that
answers within these is slow; one that does not hangs. A look may end earlier when it needs a new connection, which has a time limit of
its own; then the next look goes on waiting.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
LATE_LOOKS = 3
"""Late looks in a row after which a database does not answer in time."""
LAST_LOOK = 10.0
"""Seconds without an answer after which a database that does not answer in time hangs."""


class SilentError(Exception):
    """The database became silent while something waited for it."""


class Pulse:
    """Late looks in a row, and when the database last answered."""

    def __init__(self, last_look: float = LAST_LOOK) -> None:
        self.last_look = last_look
        self._late = 0
        self._answered = float("-inf")
        self._silent_since = self._missed_at = 0.0

    @property
    def late(self) -> bool:
        """Whether the last look was late and nothing was answered meanwhile."""
        return self._late > 0

    @property
    def silent(self) -> bool:
        """Whether the database does not answer in time."""
        return self._late >= LATE_LOOKS

    @property
    def hung(self) -> bool:
        """Whether a silent database left looks of :attr:`last_look` seconds together without an answer, too."""
        return self.silent and self._missed_at - self._silent_since >= self.last_look

    def beat(self) -> None:
        """Note that the database answered a statement."""
        self._answered = time.monotonic()

    def missed(self, started: float) -> None:
        """Note that the look that began at ``started`` was not answered in its time."""
        was_silent, self._missed_at = self.silent, time.monotonic()
        self._late = 0 if self._answered >= started else self._late + 1
        if not was_silent:
            self._silent_since = self._missed_at

    def seen(self, *, in_time: bool) -> None:
        """Note that a look was answered. A late answer does not end the silence, but shows that the database does not hang."""
        self._late = LATE_LOOKS if self.silent and not in_time else 0
        self._silent_since = self._missed_at = time.monotonic()

    async def watched(self, work: Coroutine[Any, Any, T], *, every: float) -> T:
        """Await a step that has no time limit of its own; cancel it when the database is silent, which is tested every ``every`` seconds.

        :raises SilentError: the database became silent.
        """
        step = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({step}, timeout=every))[0]:
                if self.silent:
                    raise SilentError
            self.beat()
            return step.result()
        finally:
            if not step.done():
                step.cancel()
                await asyncio.gather(step, return_exceptions=True)
