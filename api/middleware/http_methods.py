"""Support ``HEAD`` wherever there is ``GET``, ``OPTIONS`` everywhere, and a complete ``Allow`` header.

``HEAD`` runs as ``GET`` in the application, so it has the same headers, including the length, and shares the cache. A stream is stopped
as soon as its headers are known; it has no length.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PROBED = ("GET", "POST", "PUT", "PATCH", "DELETE")


class HeadersKnownError(Exception):
    """Stops a stream when only its headers were requested."""


class HttpMethodsMiddleware:
    """Middleware; ``routes`` is the application whose routes define the allowed methods."""

    def __init__(self, app: ASGIApp, routes: Any) -> None:
        self.app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        method = scope["method"] if scope["type"] == "http" else "GET"
        if method == "GET":
            await self.app(scope, receive, send)
        elif method == "HEAD":
            await self._head(scope, receive, send)
        elif method == "OPTIONS" and (allowed := self.allowed(scope)):
            headers = [(b"allow", ", ".join(allowed).encode()), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, self._corrected(scope, send))

    def allowed(self, scope: Scope) -> list[str]:
        """Return all methods of a path; empty if the path does not exist."""
        methods = [method for method in _PROBED if _matches(self._routes.routes, {**scope, "method": method})]
        if "GET" in methods:
            methods.insert(1, "HEAD")
        return [*methods, "OPTIONS"] if methods else []

    def _corrected(self, scope: Scope, send: Send) -> Send:
        """Complete the ``Allow`` header of a 405: the router lists only the methods of the first route."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405 and (allowed := self.allowed(scope)):
                MutableHeaders(scope=message)["Allow"] = ", ".join(allowed)
            await send(message)

        return sending

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        done = False

        async def sending(message: Message) -> None:
            nonlocal done
            if message["type"] == "http.response.start":
                if message["status"] == 405 and (allowed := self.allowed(scope)):
                    MutableHeaders(scope=message)["Allow"] = ", ".join(allowed)
                await send(message)
            elif message["type"] == "http.response.body" and not done:
                done = True
                await send({"type": "http.response.body", "body": b""})
                if message.get("more_body"):
                    raise HeadersKnownError

        try:
            await self.app({**scope, "method": "GET"}, receive, sending)
        except* HeadersKnownError:  # in an exception group if a stream was stopped
            pass


def _matches(routes: Iterable[BaseRoute], scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in routes)
