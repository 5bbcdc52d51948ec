"""What is made once for each data version, and shared by all requests of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from graph.database.reader import Store  # it imports the driver, which commands that only ask over HTTP need not wait for

T = TypeVar("T")


class Once(Generic[T]):
    """Something made once for each data version. Whoever asks first has it made, the others wait; a failure is forgotten.

    :param make: makes it from a store.
    """

    def __init__(self, make: Callable[[Store], Awaitable[T]]) -> None:
        self._make = make
        self._version: str | None = None
        self._making: asyncio.Task[T] | None = None

    async def get(self, store: Store) -> T:
        """The one of the data version that the store serves.

        :raises DatabaseUnavailableError: there is no database, or data came meanwhile.
        """
        async with store.reading() as version:
            pass
        if self._making is None or self._version != version or failed(self._making):
            self._version = version
            self._making = asyncio.ensure_future(self._make(store))
        return await asyncio.shield(self._making)


def failed(task: asyncio.Future[Any]) -> bool:
    """Whether something that was being made will never be there."""
    return task.done() and (task.cancelled() or task.exception() is not None)
