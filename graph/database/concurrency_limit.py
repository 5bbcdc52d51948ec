"""Limit the number of statements that run on the database at the same time. Further statements wait in a queue, first in, first out.

Running more statements than the database has cores answers none of them sooner: with 32 connections each statement became so slow that
some exceeded their time limit. A statement that waits too long for a slot fails with a retryable error instead.

After a start or an outage the limit is low at first. Each statement is then planned for the first time, by code that has not been
compiled yet; for the larger statements this takes seconds of one core. The limit rises with the number of statements answered and returns
to its full value when the warm-up ends.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, WouldBlock

from graph.errors import TRY_LATER, DatabaseUnavailableError
from seed.bilingual import Bilingual

INITIAL_SLOTS = 2
"""Slots at the start of a warm-up."""
STATEMENTS_PER_SLOT = 100
"""Statements answered for each additional slot."""
WARM_UP_SECONDS = 120.0
"""Length of a warm-up in seconds. Some plans are made for the first time long after the database answers other statements."""


class ConcurrencyLimiter:
    """The slots for statements. Belongs to the event loop in which it is created.

    :param slots: maximum number of statements at the same time.
    :param patience: maximum time in seconds to wait for a slot.
    """

    def __init__(self, slots: int, patience: float) -> None:
        self._limiter = CapacityLimiter(slots)
        self._slots, self._patience = slots, patience
        self._answered, self._warm_up_start = 0, float("-inf")

    @property
    def current_limit(self) -> int:
        """Number of statements that may run at the same time now."""
        return int(self._limiter.total_tokens)

    @property
    def warming_up(self) -> bool:
        """Whether the database is warming up; a timeout then says nothing about the statement."""
        return time.monotonic() - self._warm_up_start < WARM_UP_SECONDS

    def start_warm_up(self) -> None:
        """Lower the limit to :data:`INITIAL_SLOTS`. Running statements are not interrupted."""
        self._answered, self._warm_up_start = 0, time.monotonic()
        self._limiter.total_tokens = min(INITIAL_SLOTS, self._slots)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold a slot.

        :raises DatabaseUnavailableError: no slot became free in time.
        """
        borrower = object()
        await self._acquire(borrower)
        try:
            yield
            self._raise_limit()
        finally:
            self._limiter.release_on_behalf_of(borrower)

    async def _acquire(self, borrower: object) -> None:
        try:
            self._limiter.acquire_on_behalf_of_nowait(borrower)
        except WouldBlock:
            try:
                async with asyncio.timeout(self._patience):
                    await self._limiter.acquire_on_behalf_of(borrower)
            except TimeoutError as problem:
                raise DatabaseUnavailableError(
                    Bilingual("The database is busy with other queries.", "数据库正忙于其他查询。"),
                    hint=TRY_LATER,
                ) from problem

    def _raise_limit(self) -> None:
        if self.current_limit == self._slots:
            return
        self._answered += 1
        if not self.warming_up:
            self._limiter.total_tokens = self._slots
        elif self._answered % STATEMENTS_PER_SLOT == 0:
            self._limiter.total_tokens += 1
