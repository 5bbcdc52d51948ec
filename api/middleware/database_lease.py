"""Hold the database of a request until its response is sent."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.dependencies import _LEASE, Stores


class DatabaseLeaseMiddleware:
    """Middleware: holds the store for as long as a request is answered, a stream to its end."""

    def __init__(self, app: ASGIApp, stores: Stores) -> None:
        self.app, self._stores = app, stores

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        lease = self._stores.lease if scope["type"] == "http" else None
        if lease is None:
            await self.app(scope, receive, send)
            return
        scope[_LEASE] = lease
        lease.acquire()
        try:
            await self.app(scope, receive, send)
        finally:
            lease.release()
