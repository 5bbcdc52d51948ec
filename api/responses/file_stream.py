"""Sending a file while it is made.

Its beginning is made before anything is sent, so that what goes wrong there is told as a problem, and a small file is sent whole, with its
length. What goes wrong later breaks the connection: a file that looks whole is whole. Whoever leaves ends the making, at once.
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
"""Bytes that are made before the first is sent; more than the cache in front holds back, so that it passes the rest on as it comes."""
CLIENT_CLOSED_REQUEST = 499
"""Status in the log of a request whose caller left before it was answered."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]')


class ClientLeftError(Exception):
    """Nobody waits for the answer any more."""


def disposition(name: str) -> str:
    """``Content-Disposition`` for a file of this name (RFC 6266): as it is where all its letters are ASCII, else in both forms."""
    fit = _UNFIT.sub("_", name)
    plain = fit.encode("ascii", "replace").decode().replace("?", "_")
    return f'attachment; filename="{plain}"' + ("" if plain == fit else f"; filename*=UTF-8''{quote(fit, safe='')}")


async def file_response(request: Request, made: Encoded, headers: dict[str, str], media_type: str) -> Response:
    """The response of a file."""
    parts = made.parts()
    try:
        first, whole = await _unless_left(request, _beginning(parts))
    except ClientLeftError:
        return Response(status_code=CLIENT_CLOSED_REQUEST, headers={"Cache-Control": "no-store"})
    if whole:
        return Response(b"".join(first), headers=headers, media_type=media_type)
    if made.size is not None:
        headers = {**headers, "Content-Length": str(made.size)}
    return _FileResponse(_all(first, parts), headers=headers, media_type=media_type)


async def _beginning(parts: AsyncGenerator[bytes]) -> tuple[list[bytes], bool]:
    """Parts of a file, and whether they are all of it."""
    first: list[bytes] = []
    held = 0
    async for part in parts:
        first.append(part)
        held += len(part)
        if held > BUFFER_BYTES:
            return first, False
    return first, True


async def _all(first: list[bytes], parts: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(parts):
        while first:
            yield first.pop(0)
        async for part in parts:
            yield part


async def _unless_left(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What the work gives.

    :raises ClientLeftError: the caller went first; the work has been cancelled.
    """
    working = asyncio.create_task(work)
    tasks = (working, asyncio.create_task(_left(request)))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientLeftError
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _left(request: Request) -> None:
    """Wait until the caller is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


class _FileResponse(StreamingResponse):
    """Streams, and closes what it streams from, however it ends."""

    body_iterator: AsyncGenerator[bytes]

    async def stream_response(self, send: Send) -> None:
        """Send all parts."""
        async with aclosing(self.body_iterator):
            await super().stream_response(send)
