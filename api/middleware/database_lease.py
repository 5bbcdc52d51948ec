"""Hold the database lease of a request until its response is sent."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.dependencies import _LEASE, Stores

WITHOUT_LEASE = frozenset({"/v1/changes"})
"""Paths of streams that do not end and read nothing."""


class DatabaseLeaseMiddleware:
    """Middleware that holds a store lease until the response, including a stream, is sent."""

    def __init__(self, app: ASGIApp, stores: Stores) -> None:
        self.app, self._stores = app, stores

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        lease = self._stores.lease if scope["type"] == "http" and scope["path"] not in WITHOUT_LEASE else None
        if lease is None:
            await self.app(scope, receive, send)
            return
        scope[_LEASE] = lease
        lease.acquire()
        try:
            await self.app(scope, receive, send)
        finally:
            lease.release()
