"""How many statements the database is given at a time. The others wait here, in the order they came.

A database that is given more than it has cores for answers none of them sooner: under 32 connections each statement took so long that
some ran into their time limit, which says nothing about them. Who waits here too long is told to come back instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.errors import DatabaseUnavailableError


class Gate:
    """The places.

    :param places: statements at a time.
    :param patience: seconds that one waits for a place at most.
    """

    def __init__(self, places: int, patience: float) -> None:
        self._free = asyncio.Semaphore(places)
        self._patience = patience

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Have a place.

        :raises DatabaseUnavailableError: all were taken for too long.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError as problem:
            raise DatabaseUnavailableError("The database is busy with other questions.", mend="Try again in a moment.") from problem
        try:
            yield
        finally:
            self._free.release()
