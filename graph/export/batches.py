"""Rows in batches: what is handed to a thread at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import TypeVar

T = TypeVar("T")
BATCH = 500
"""Rows of a batch. While one is made the event loop answers others, so it is small; below, the handing over would cost more."""


async def batches(rows: AsyncIterator[T], size: int = BATCH) -> AsyncGenerator[list[T]]:
    """Rows in lists of ``size``, the last one shorter. However it ends, ``rows`` is closed, and with it what it reads from."""
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
