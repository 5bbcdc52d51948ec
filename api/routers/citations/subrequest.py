"""Send a request to the application itself, without a socket. A citation needs the response that it cites.

Only requests that a client could send are allowed: GET, a path under ``/v1``, no other host. The middleware has already checked the outer
request and is not run again, so a request counts once towards the rate limit.
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

from api.parameters.url_encoding import HINT, url_fault
from api.responses.canonical_url import CITE, canonical
from api.responses.validation_texts import validation_text
from graph.errors import BadValueError, DataChangedError, UserError
from seed.bilingual import Bilingual, chinese

POINTER = "/query/of"
LONGEST = 8000
MOST_BYTES = 30_000_000
_PLAIN = re.compile(r"/v1/[!-~]*")
_OUTER_ONLY = ("router", "route", "endpoint", "path_params", "starlette.exception_handlers")
"""Scope entries of the outer request that must not be passed to the inner one."""
_EXAMPLE = "Pass the path and query of a response, as in its `meta.cite`: /v1/schools?per_page=5."


def checked(text: str) -> tuple[str, str]:
    """Return the path (unescaped) and the query string (escaped) of a URL under ``/v1``.

    :raises BadValueError: another host, a path outside ``/v1``, a path traversal, bytes that are not UTF-8, or a citation of a citation.
    """
    address = "".join(char if char.isascii() else _escaped(char) for char in text.replace(" ", "%20"))
    parts = urlsplit(address)
    path = unquote(parts.path)
    odd = {".", "..", ""} & set(path.split("/")[1:])
    if not _PLAIN.fullmatch(address) or parts.netloc or parts.scheme or parts.fragment or odd or not path.isprintable():
        raise BadValueError(
            Bilingual(f"'{text[:200]}' is not the path of a response.", f"“{text[:200]}”不是响应的路径。"), pointer=POINTER, hint=_EXAMPLE
        )
    if (fault := url_fault(parts.path.encode(), parts.query.encode())) is not None:
        raise BadValueError(fault, pointer=POINTER, hint=HINT)
    if path == CITE or path.startswith(f"{CITE}/"):
        raise BadValueError(Bilingual("A citation cannot be cited.", "引文本身不能再被引用。"), pointer=POINTER, hint=_EXAMPLE)
    return path, parts.query


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


async def ask(request: Request, path: str, query: str) -> dict[str, Any]:
    """Return the response, ``{"meta": ..., "results": ...}``, of a path that passed :func:`checked`.

    :raises BadValueError: nothing exists at the path, the query is rejected, or the response has another shape.
    :raises DataChangedError: the cursor belongs to a data version that is no longer served.
    """
    body = _BoundedBody()
    await _run(request, path, query, body.take)
    try:
        content = orjson.loads(b"".join(body.parts))
    except orjson.JSONDecodeError as problem:
        raise _not_citable(path) from problem
    if not isinstance(content, dict) or not isinstance(content.get("meta"), dict):
        raise _not_citable(path)
    return content


async def each_line(request: Request, path: str, query: str, handle: Callable[[Any], None]) -> None:
    """Call ``handle`` with each row of a JSON Lines response as it arrives; memory use is constant. Raises like :func:`ask`."""
    rest = b""

    def take(part: bytes) -> None:
        nonlocal rest
        *lines, rest = (rest + part).split(b"\n")
        for line in filter(None, lines):
            handle(orjson.loads(line))

    await _run(request, path, query, take)
    take(b"\n")


class _BoundedBody:
    """A response body in memory, limited to ``MOST_BYTES`` bytes."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def take(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > MOST_BYTES:
            raise BadValueError(
                Bilingual(f"The response exceeds {MOST_BYTES:,} bytes and cannot be cited.", f"响应超过 {MOST_BYTES:,} 字节，无法引用。"),
                pointer=POINTER,
                hint=Bilingual("Cite a single page.", "请引用单独一页。"),
            )
        self.parts.append(part)


async def _run(request: Request, path: str, query: str, take: Callable[[bytes], None]) -> None:
    scope = {key: value for key, value in request.scope.items() if key not in _OUTER_ONLY and not key.startswith("fastapi_")}
    scope |= {"path": path, "raw_path": canonical(path, "").encode(), "query_string": query.encode(), "method": "GET"}
    scope["headers"] = [(name, value) for name, value in request.scope["headers"] if name == b"host"]
    status = 0
    bodies: Iterator[Message] = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        """Return an empty body, then wait forever, like a client that stays connected."""
        for message in bodies:
            return message
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

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
        raise BadValueError(
            Bilingual(f"The cited request is not valid: {problem}", f"所引用的请求无效：{chinese(str(problem))}"), pointer=POINTER
        ) from problem
    except RequestValidationError as problem:
        wrong = [("/".join(map(str, error["loc"])), validation_text(error)) for error in problem.errors()]
        details = "; ".join(f"{where}: {text}" for where, text in wrong)
        details_zh = "；".join(f"{where}：{text.zh}" for where, text in wrong)
        raise BadValueError(
            Bilingual(f"The cited request is not valid: {details}.", f"所引用的请求无效：{details_zh}。"), pointer=POINTER
        ) from problem
    except HTTPException as problem:
        raise _not_citable(path) from problem
    if status != 200:
        raise _not_citable(path)


def _not_citable(path: str) -> BadValueError:
    return BadValueError(
        Bilingual(f"'{path[:200]}' returns no response that can be cited.", f"“{path[:200]}”的响应不能引用。"),
        pointer=POINTER,
        hint=_EXAMPLE,
    )
