"""Asks the application itself, without a socket: for a citation, which needs the answer that it is the citation of.

Only what could be asked from outside as well: GET, an address under ``/v1``, no other host. What stands in front of the router has judged
the request that we answer already, and is not gone through again: one request is counted once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.exceptions import HTTPException
from starlette.types import Message

from api.responses.canonical_url import CITE, canonical
from graph.errors import BadValueError, DataChangedError, UserError

POINTER = "/query/of"
LONGEST = 8000
MOST_BYTES = 30_000_000
_PLAIN = re.compile(r"/v1/[!-~]*")
_OWN = ("router", "route", "endpoint", "path_params", "starlette.exception_handlers")
"""Entries of a scope that belong to the request under way and not to the one that is asked inside of it."""
_EXAMPLE = "Give the path and query of an answer, as `meta.cite` does: /v1/schools?per_page=5."


def checked(text: str) -> tuple[str, str]:
    """Path (not escaped) and query (escaped) of an address of ours.

    :raises BadValueError: another host, another part of this server, a way out of ``/v1``, or a citation of a citation.
    """
    address = "".join(char if char.isascii() else _escaped(char) for char in text.replace(" ", "%20"))
    parts = urlsplit(address)
    path = unquote(parts.path)
    odd = {".", "..", ""} & set(path.split("/")[1:])
    if not _PLAIN.fullmatch(address) or parts.netloc or parts.scheme or parts.fragment or odd or not path.isprintable():
        raise BadValueError(f"'{text[:200]}' is no address of an answer.", pointer=POINTER, hint=_EXAMPLE)
    if path == CITE or path.startswith(f"{CITE}/"):
        raise BadValueError("A citation is not cited.", pointer=POINTER, hint=_EXAMPLE)
    return path, parts.query


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


async def ask(request: Request, path: str, query: str) -> dict[str, Any]:
    """The answer, ``{"meta": ..., "results": ...}``, at an address that was checked.

    :raises BadValueError: there is nothing at that address, it refuses the query, or what it says is no such answer.
    :raises DataChangedError: it goes on in data that is not served any more.
    """
    body = _Held()
    await _run(request, path, query, body.take)
    try:
        found = orjson.loads(b"".join(body.parts))
    except orjson.JSONDecodeError as problem:
        raise _nothing(path) from problem
    if not isinstance(found, dict) or not isinstance(found.get("meta"), dict):
        raise _nothing(path)
    return found


async def each_line(request: Request, path: str, query: str, see: Callable[[Any], None]) -> None:
    """Show each row of an answer in JSON Lines, as they come; memory does not grow with their number. Raises as :func:`ask` does."""
    rest = b""

    def take(part: bytes) -> None:
        nonlocal rest
        *lines, rest = (rest + part).split(b"\n")
        for line in filter(None, lines):
            see(orjson.loads(line))

    await _run(request, path, query, take)
    take(b"\n")


class _Held:
    """A body that is kept, up to a limit."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def take(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > MOST_BYTES:
            raise BadValueError("The answer is too large to be cited.", pointer=POINTER, hint="Cite a page of it.")
        self.parts.append(part)


async def _run(request: Request, path: str, query: str, take: Callable[[bytes], None]) -> None:
    scope = {key: value for key, value in request.scope.items() if key not in _OWN and not key.startswith("fastapi_")}
    scope |= {"path": path, "raw_path": canonical(path, "").encode(), "query_string": query.encode(), "method": "GET"}
    scope["headers"] = [(name, value) for name, value in request.scope["headers"] if name == b"host"]
    status = 0
    bodies: Iterator[Message] = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        """No body; then nothing more, as of a client who stays."""
        for message in bodies:
            return message
        stays: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await stays

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)
        if status == 200:
            take(message.get("body", b""))

    try:
        await AsyncExitStackMiddleware(request.app.router)(scope, receive, send)
    except DataChangedError:
        raise
    except UserError as problem:
        raise BadValueError(f"What is to be cited is refused: {problem}", pointer=POINTER) from problem
    except RequestValidationError as problem:
        words = "; ".join(f"{'/'.join(map(str, error['loc']))}: {error['msg']}" for error in problem.errors())
        raise BadValueError(f"What is to be cited is refused: {words}.", pointer=POINTER) from problem
    except HTTPException as problem:
        raise _nothing(path) from problem
    if status != 200:
        raise _nothing(path)


def _nothing(path: str) -> BadValueError:
    return BadValueError(f"There is no answer at '{path[:200]}' that could be cited.", pointer=POINTER, hint=_EXAMPLE)
