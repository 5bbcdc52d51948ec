"""Sessions of the driver, used again and again: to make one costs a tenth of a small read."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import neo4j
from neo4j import AsyncGraphDatabase

from graph.database.records import plain

_ALL = 1_000_000
CLOSE_LIMIT = 5.0
"""Seconds that closing all connections may take."""


class Sessions:
    """Sessions that read one database.

    :param routed: the driver may send a read to another server than the last one; only then must a read be told, by a bookmark, what
        was seen before. On a single server that costs and gives nothing.
    """

    def __init__(self, driver: neo4j.AsyncDriver, database: str, *, routed: bool) -> None:
        self._driver, self._database = driver, database
        self._bookmarks = AsyncGraphDatabase.bookmark_manager() if routed else None
        self._idle: list[neo4j.AsyncSession] = []

    def fresh(self, fetch_size: int = -1) -> neo4j.AsyncSession:
        """A session of its own, which the caller closes."""
        return self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS, bookmark_manager=self._bookmarks, fetch_size=fetch_size
        )

    async def rows(self, query: neo4j.Query, params: dict[str, Any]) -> list[dict[str, Any]]:
        """All records of a query, in one transaction that the server ends by itself. A session that failed is not used again."""
        session = self._idle.pop() if self._idle else self.fresh()
        try:
            result = await session.run(query, params)
            records = await result.fetch(_ALL)
        except neo4j.exceptions.Neo4jError:  # the server has answered, so the connection is good for others
            await _close(session)
            raise
        except BaseException:
            await _discard(session)
            raise
        self._idle.append(session)
        return [plain(record) for record in records]

    async def close(self) -> None:
        """Close the sessions, then the connections; not longer than :data:`CLOSE_LIMIT`, since the server may hang."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_LIMIT):
                while self._idle:
                    await self._idle.pop().close()
                await self._driver.close()


async def _close(session: neo4j.AsyncSession) -> None:
    """Close a session; when that is cancelled, its connection goes too, or it would count as used for ever."""
    try:
        await session.close()
    except BaseException:
        await _discard(session)
        raise


async def _discard(session: neo4j.AsyncSession) -> None:
    """Close a session's connection without a word to the server, which may hang."""
    session.cancel()
    await session.close()  # it has no connection any more, so there is nothing to wait for
