"""Produce a file by requesting it from this application, so that access rules, limits and errors are those of a direct request.

A request for the first byte makes :mod:`api.middleware.file_ranges` write the whole file and keep it. The request ends early when its
client leaves, so a cancelled operation is a client that leaves.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Scope

from api.responses.language import translated
from seed.bilingual import Bilingual

MOST_BODY = 65_536
"""Maximum bytes of a problem that are read."""
_OWN = frozenset({b"content-length", b"content-type", b"transfer-encoding", b"accept", b"accept-encoding", b"range", b"if-range"})
TOO_LARGE = Bilingual(
    "The file is larger than the server keeps. Download it directly from `url`.", "文件超出服务器可保留的大小，请直接从 url 下载。"
)

CANCELLED = Bilingual("The export was cancelled.", "导出已取消。")


@dataclass(frozen=True)
class Produced:
    """The end of a production: the file's size and entity tag, or why there is none.

    ``refusal``: the problem response to the export, if it was refused.
    """

    size: int | None = None
    etag: str | None = None
    problem: str | None = None
    refusal: Response | None = None


@dataclass
class _Receiver:
    """What the application is told by, and tells to, the client of one request."""

    cancelled: asyncio.Event
    status: int = 0
    headers: Headers = field(default_factory=Headers)
    body: bytearray = field(default_factory=bytearray)
    asked: bool = False

    async def receive(self) -> Message:
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.cancelled.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], Headers(raw=message["headers"])
            if self.status == 200:  # the file is being streamed, since it is not kept
                self.cancelled.set()
        elif len(self.body) < MOST_BODY:
            self.body += message.get("body", b"")


def address(url: str) -> dict[str, Any]:
    """Return the part of a scope that names ``url``."""
    path, _, query = url.partition("?")
    return {"path": unquote(path), "raw_path": path.encode(), "query_string": query.encode()}


def scope_of(scope: Scope, url: str, *more: tuple[bytes, bytes]) -> Scope:
    """Return the scope of a ``GET`` of ``url`` by the same client."""
    headers = [item for item in scope["headers"] if item[0] not in _OWN]
    kept = {name: scope[name] for name in ("type", "asgi", "http_version", "server", "client", "scheme", "root_path") if name in scope}
    return {**kept, **address(url), "method": "GET", "headers": [*headers, *more], "state": {}}


async def produce(app: ASGIApp, scope: Scope, url: str, cancelled: asyncio.Event) -> Produced:
    """Produce the file of an export.

    :param scope: of the request that asked for it.
    :param cancelled: when set, the production stops.
    """
    receiver = _Receiver(cancelled)
    await app(scope_of(scope, url, (b"range", b"bytes=0-0")), receiver.receive, receiver.send)
    if receiver.status == 206:
        return Produced(int(receiver.headers["content-range"].rpartition("/")[2]), receiver.headers["etag"])
    if receiver.status == 200:
        return Produced(problem=translated(TOO_LARGE))
    if receiver.status == 0:  # cancelled before there was a response
        return Produced(problem=translated(CANCELLED))
    body, kept = bytes(receiver.body), ("content-type", "content-language", "retry-after")
    headers = {name: value for name in kept if (value := receiver.headers.get(name)) is not None}
    return Produced(problem=_problem(body, receiver.status), refusal=Response(body, receiver.status, headers))


def _problem(body: bytes, status: int) -> str:
    """Return the reason that a problem response gives; it is in the language of the request already."""
    try:
        return str(orjson.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return translated(Bilingual(f"The server responded with status {status}.", f"服务器返回状态码 {status}。"))
