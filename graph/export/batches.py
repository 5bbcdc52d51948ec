"""Group rows into batches, which are passed to a thread."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import TypeVar

T = TypeVar("T")
BATCH = 500
"""Rows per batch. Small batches keep the event loop responsive; with smaller ones the overhead of the thread would dominate."""


async def batches(rows: AsyncIterator[T], size: int = BATCH) -> AsyncGenerator[list[T]]:
    """Yield rows in lists of ``size``; the last list can be shorter. ``rows`` is closed in all cases, and with it its data source."""
    async with AsyncExitStack() as stack:
        if isinstance(rows, AsyncGenerator):
            await stack.enter_async_context(aclosing(rows))
        batch: list[T] = []
        async for row in rows:
            batch.append(row)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch
