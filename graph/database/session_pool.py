"""A pool of driver sessions. Creating a session takes a tenth of the time of a small read."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import neo4j
from neo4j import AsyncGraphDatabase

from graph.database.records import plain

_ALL = 1_000_000
CLOSE_LIMIT = 5.0
"""Maximum time in seconds to close all connections."""


class SessionPool:
    """Read sessions on one database.

    :param routed: the driver may send a read to another server than the last one. Only then are bookmarks needed for a consistent view; on
        a single server they cost time and have no effect.
    """

    def __init__(self, driver: neo4j.AsyncDriver, database: str, *, routed: bool) -> None:
        self._driver, self._database = driver, database
        self._bookmarks = AsyncGraphDatabase.bookmark_manager() if routed else None
        self._idle: list[neo4j.AsyncSession] = []

    def new_session(self, fetch_size: int = -1) -> neo4j.AsyncSession:
        """Return a new session outside the pool; the caller closes it."""
        return self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS, bookmark_manager=self._bookmarks, fetch_size=fetch_size
        )

    async def rows(self, query: neo4j.Query, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Return all records of a query, run in one auto-commit transaction. A session that failed is not reused."""
        session = self._idle.pop() if self._idle else self.new_session()
        try:
            result = await session.run(query, params)
            records = await result.fetch(_ALL)
        except neo4j.exceptions.Neo4jError:  # the server answered, so the connection can be reused
            await _close(session)
            raise
        except BaseException:
            await _discard(session)
            raise
        self._idle.append(session)
        return [plain(record) for record in records]

    async def close(self) -> None:
        """Close the sessions, then the connections, within :data:`CLOSE_LIMIT` seconds: the server may hang."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_LIMIT):
                while self._idle:
                    await self._idle.pop().close()
                await self._driver.close()


async def _close(session: neo4j.AsyncSession) -> None:
    """Close a session. On cancellation, close its connection too; otherwise it would stay in use forever."""
    try:
        await session.close()
    except BaseException:
        await _discard(session)
        raise


async def _discard(session: neo4j.AsyncSession) -> None:
    """Close the connection of a session without sending anything to the server, which may hang."""
    session.cancel()
    await session.close()  # it has no connection left, so this does not wait
