"""An index for each data version, read from the store once and shared by all requests of a process."""

from __future__ import annotations

import asyncio

from graph.matching.index import Index, Thing, thing_of
from graph.queries import text_of
from graph.store import Store
from seed.model import NODES

TYPES = tuple(label for label in NODES if label not in {"Source", "Person", "Activity", "Claim", "Coverage"})
"""Types that a spreadsheet is matched to. People are left out on purpose: a list of persons is not what this is for."""


class Matcher:
    """The index of the data version that a store serves."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._building: asyncio.Task[Index] | None = None

    async def index(self, store: Store) -> Index:
        """The index; the first request of a data version builds it while the others wait.

        :raises DatabaseUnavailableError: there is no database, or data came meanwhile.
        """
        async with store.reading() as version:
            pass
        if self._building is None or self._version != version or _failed(self._building):
            self._version = version
            self._building = asyncio.create_task(_build(store))
        return await asyncio.shield(self._building)


def _failed(task: asyncio.Task[Index]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _build(store: Store) -> Index:
    things: list[Thing] = []
    async for row in store.stream(text_of("browse", "names_to_match"), {"labels": list(TYPES)}):
        things.append(thing_of(row))
    things.sort(key=lambda thing: thing.id)
    return await asyncio.to_thread(Index, things)
