"""Middleware that records the canonical URL of a request."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.responses.canonical_url import _ADDRESS, CITE, canonical


def _citable(path: str) -> bool:
    return path.startswith("/v1/") and path != CITE


class CanonicalUrlMiddleware:
    """Records the canonical URL of each GET request under ``/v1`` while it is handled. The innermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not _citable(scope["path"]):
            await self.app(scope, receive, send)
            return
        token = _ADDRESS.set(canonical(scope["path"], scope["query_string"].decode("latin-1")))
        try:
            await self.app(scope, receive, send)
        finally:
            _ADDRESS.reset(token)
