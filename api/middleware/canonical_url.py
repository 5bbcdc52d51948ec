"""Middleware that notes the canonical URL of a response."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.responses.canonical_url import _ADDRESS, CITE, canonical


def _citable(path: str) -> bool:
    return path.startswith("/v1/") and path != CITE


class CanonicalUrlMiddleware:
    """Notes the address of each request under ``/v1`` for as long as it is answered. Innermost of what surrounds the router."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not _citable(scope["path"]):
            await self.app(scope, receive, send)
            return
        token = _ADDRESS.set(canonical(scope["path"], scope["query_string"].decode("latin-1")))
        try:
            await self.app(scope, receive, send)
        finally:
            _ADDRESS.reset(token)
