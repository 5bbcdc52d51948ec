"""An application that is all ours, asked without a socket: for what depends on the order in which things happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import Stores

JSON = [(b"content-type", b"application/json")]


@dataclass
class Got:
    """What a caller received."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return b"".join(self.parts)


class Inner:
    """Answers with what it is told to, and counts how often it is asked."""

    def __init__(self, *parts: bytes, status: int = 200, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        self.parts, self.status, self.headers = parts or (b'{"a": 1}',), status, headers or JSON
        self.asked: list[Scope] = []
        self.before: Callable[[], Awaitable[Any]] | None = None
        self.between: Callable[[], Awaitable[Any]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        if self.before is not None:
            await self.before()
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        for number, part in enumerate(self.parts, 1):
            await send({"type": "http.response.body", "body": part, "more_body": number < len(self.parts)})
            if self.between is not None:
                await self.between()


def data(version: str = "one", state: str = "ready") -> Any:
    """What stands for a store."""
    return SimpleNamespace(version=version, stamp=version.encode(), state=state)


def stores(version: str = "one") -> Stores:
    """Stores with such a store."""
    return Stores(data(version))


async def get(app: ASGIApp, path: str = "/v1/things", *, method: str = "GET", **headers: str) -> Got:
    """Ask; header names are given with underscores."""
    path, _, query = path.partition("?")
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": raw}
    got = Got()

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            got.status = message["status"]
            got.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            got.parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return got
