"""Stream a file while it is produced.

The first part is produced before anything is sent, so that early errors become problem responses and a small file is sent at once with its
length. Later errors close the connection, so an incomplete file never looks complete. A client that disconnects stops the production.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import Request, Response
from starlette.responses import StreamingResponse
from starlette.types import Send

from graph.export.encoder import Encoded

T = TypeVar("T")
BUFFER_BYTES = 262_144
"""Bytes to produce before sending; more than the cache buffers, so that it then passes the stream through."""
CLIENT_CLOSED_REQUEST = 499
"""Logged status of a request whose client disconnected before the response."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]')


class ClientLeftError(Exception):
    """The client disconnected."""


def disposition(name: str) -> str:
    """Return the ``Content-Disposition`` for a file name (RFC 6266): plain if it is ASCII, else in both forms."""
    safe = _UNFIT.sub("_", name)
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    return f'attachment; filename="{plain}"' + ("" if plain == safe else f"; filename*=UTF-8''{quote(safe, safe='')}")


async def file_response(request: Request, encoded: Encoded, headers: dict[str, str], media_type: str) -> Response:
    """Return the response for a file."""
    parts = encoded.parts()
    try:
        first, whole = await _unless_disconnected(request, _beginning(parts))
    except ClientLeftError:
        return Response(status_code=CLIENT_CLOSED_REQUEST, headers={"Cache-Control": "no-store"})
    if whole:
        return Response(b"".join(first), headers=headers, media_type=media_type)
    if encoded.size is not None:
        headers = {**headers, "Content-Length": str(encoded.size)}
    return _FileResponse(_all(first, parts), headers=headers, media_type=media_type)


async def _beginning(parts: AsyncGenerator[bytes]) -> tuple[list[bytes], bool]:
    """Return the first parts of a file, and whether they are the whole file."""
    first: list[bytes] = []
    size = 0
    async for part in parts:
        first.append(part)
        size += len(part)
        if size > BUFFER_BYTES:
            return first, False
    return first, True


async def _all(first: list[bytes], parts: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(parts):
        while first:
            yield first.pop(0)
        async for part in parts:
            yield part


async def _unless_disconnected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return the result of ``work``.

    :raises ClientLeftError: the client disconnected first; the work was cancelled.
    """
    working = asyncio.create_task(work)
    tasks = (working, asyncio.create_task(_disconnected(request)))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientLeftError
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _disconnected(request: Request) -> None:
    """Wait until the client disconnects."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


class _FileResponse(StreamingResponse):
    """Stream and always close the source."""

    body_iterator: AsyncGenerator[bytes]

    async def stream_response(self, send: Send) -> None:
        """Send all parts, then close the source."""
        async with aclosing(self.body_iterator):
            await super().stream_response(send)
