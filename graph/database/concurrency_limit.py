"""How many statements the database is given at a time. The others wait here, in the order they came.

A database that is given more than it has cores for answers none of them sooner: under 32 connections each statement took so long that
some ran into their time limit, which says nothing about them. Who waits here too long is told to come back instead.

A database that has just started, or did not answer for a while, is given few at first: each statement is then planned for the first
time, by code that has not been compiled yet, which takes seconds of a core for the larger ones. It gets another place each time it has
answered some more, and all of them after a while.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, WouldBlock

from graph.errors import DatabaseUnavailableError

AT_FIRST = 2
"""Places at a database that has only just begun to answer."""
WIDENED_EVERY = 100
"""Statements answered for each place more."""
WARM_AFTER = 120.0
"""Seconds for which a database has only just begun to answer: some plans are made for the first time long after it answers others."""


class Gate:
    """The places. Belongs to the event loop in which it is made.

    :param places: statements at a time.
    :param patience: seconds that one waits for a place at most.
    """

    def __init__(self, places: int, patience: float) -> None:
        self._limiter = CapacityLimiter(places)
        self._places, self._patience = places, patience
        self._answered, self._since = 0, float("-inf")

    @property
    def width(self) -> int:
        """Statements that are let in at a time now."""
        return int(self._limiter.total_tokens)

    @property
    def is_new(self) -> bool:
        """Whether the database has only just begun to answer, so that running out of time says nothing about a statement."""
        return time.monotonic() - self._since < WARM_AFTER

    def narrow(self) -> None:
        """The database has only just begun to answer: few places, and more as it answers. Who is in stays in."""
        self._answered, self._since = 0, time.monotonic()
        self._limiter.total_tokens = min(AT_FIRST, self._places)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Have a place.

        :raises DatabaseUnavailableError: all were taken for too long.
        """
        me = object()
        await self._enter(me)
        try:
            yield
            self._widen()
        finally:
            self._limiter.release_on_behalf_of(me)

    async def _enter(self, me: object) -> None:
        try:
            self._limiter.acquire_on_behalf_of_nowait(me)
        except WouldBlock:
            try:
                async with asyncio.timeout(self._patience):
                    await self._limiter.acquire_on_behalf_of(me)
            except TimeoutError as problem:
                raise DatabaseUnavailableError("The database is busy with other questions.", hint="Try again in a moment.") from problem

    def _widen(self) -> None:
        if self.width == self._places:
            return
        self._answered += 1
        if not self.is_new:
            self._limiter.total_tokens = self._places
        elif self._answered % WIDENED_EVERY == 0:
            self._limiter.total_tokens += 1
