"""Signs of life of a database: which looks at it came late, and whether it answered anything meanwhile.

A look is a query of one row. It is late when it is not answered within the staleness of the data version (2 s by default). Load alone
makes looks late, so a late look counts only when the database answered no statement at all since the look began. After
:data:`LATE_LOOKS` of them in a row the database does not answer in time. Then each look gets :data:`LAST_LOOK` seconds. A database that
answers within these is slow; one that does not hangs.
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
"""Seconds that a look at a database that does not answer in time may take. After that, the database hangs."""


class SilentError(Exception):
    """The database became silent while something waited for it."""


class Pulse:
    """Late looks in a row, and when the database last answered."""

    def __init__(self) -> None:
        self._late = 0
        self._answered = float("-inf")

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
        """Whether a silent database left a look of :data:`LAST_LOOK` seconds without an answer, too."""
        return self._late > LATE_LOOKS

    def beat(self) -> None:
        """Note that the database answered a statement."""
        self._answered = time.monotonic()

    def missed(self, started: float) -> None:
        """Note that the look that began at ``started`` was not answered in its time."""
        self._late = 0 if self._answered >= started else self._late + 1

    def seen(self, *, in_time: bool) -> None:
        """Note that a look was answered. A late answer does not end the silence, but shows that the database does not hang."""
        self._late = LATE_LOOKS if self.silent and not in_time else 0

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
