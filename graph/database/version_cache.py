"""Values that are built once per data version and shared by all requests of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from graph.database.reader import Store  # it imports the driver, which is slow and which commands that only use HTTP do not need

T = TypeVar("T")


class VersionCache(Generic[T]):
    """A value that is built once per data version. The first caller starts the build, the others wait for it; a failure is not cached.

    :param make: builds the value from a store.
    """

    def __init__(self, make: Callable[[Store], Awaitable[T]]) -> None:
        self._make = make
        self._version: str | None = None
        self._task: asyncio.Task[T] | None = None

    async def get(self, store: Store) -> T:
        """Return the value for the data version that the store serves.

        :raises DatabaseUnavailableError: the database is unavailable, or the data changed in the meantime.
        """
        async with store.reading() as version:
            pass
        if self._task is None or self._version != version or failed(self._task):
            self._version = version
            self._task = asyncio.ensure_future(self._make(store))
        return await asyncio.shield(self._task)


def failed(task: asyncio.Future[Any]) -> bool:
    """Whether a build was cancelled or raised an error."""
    return task.done() and (task.cancelled() or task.exception() is not None)
