"""One index per data version, read from the store once and shared by all requests of a process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from graph.database.cypher_files import text_of
from graph.database.version_cache import VersionCache
from graph.reconciliation.index import Index, Thing, thing_of
from seed.model import NODES

if TYPE_CHECKING:
    from graph.database.reader import Store  # see graph.database.version_cache

TYPES = tuple(label for label in NODES if label not in {"Source", "Person", "Activity", "Claim", "Observation", "Coverage"})
"""Types that can be matched. People are excluded on purpose: the tool is not meant for lists of persons."""


class Matcher:
    """Provides the index of the data version of a store."""

    def __init__(self) -> None:
        self._indexes = VersionCache(_build)

    async def index(self, store: Store) -> Index:
        """Return the index. The first request for a data version builds it while other requests wait.

        :raises DatabaseUnavailableError: The database is unavailable, or the data was updated during the read.
        """
        return await self._indexes.get(store)


async def _build(store: Store) -> Index:
    things: list[Thing] = []
    async for row in store.stream(text_of("browse", "names_to_match"), {"labels": list(TYPES)}):
        things.append(thing_of(row))
    things.sort(key=lambda thing: thing.id)
    return await asyncio.to_thread(Index, things)
