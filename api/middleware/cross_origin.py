"""CORS: the origins of the settings, and those of publishable keys.

A preflight request carries no key, so the origins of all keys are allowed. Whether a key may be used from an origin is checked when it is
sent (:mod:`api.middleware.access_control`).
"""

from __future__ import annotations

import structlog
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.security import api_keys
from api.security.access_policy import origins_of
from api.security.origins import normal_origin
from graph.settings import Settings

EXPOSED = (
    "ETag",
    "Link",
    "Location",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-ID",
    "X-Data-Version",
    "Content-Disposition",
    "Content-Range",
    "Accept-Ranges",
)
"""Response headers that scripts of other origins may read."""
ALLOWED = ("Authorization", "X-API-Key", "X-Request-ID", "If-None-Match", "If-Match", "If-Range", "Range")
log = structlog.get_logger("api.middleware.cross_origin")


class CrossOriginMiddleware(CORSMiddleware):
    """Middleware that lets pages of allowed origins read responses and send queries. No cookies are used; keys are sent in a header."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._origins = origins_of(settings)
        self._keys = api_keys.Keys(api_keys.path_of(settings))
        methods = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")
        super().__init__(app, allow_origins=self._origins, allow_methods=methods, allow_headers=ALLOWED, expose_headers=EXPOSED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request. While no origin is allowed, this middleware does nothing."""
        if scope["type"] != "http" or "origin" not in Headers(scope=scope) or not (self._origins or self._of_keys()):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether pages of this origin may read responses."""
        if super().is_allowed_origin(origin):
            return True
        try:
            return normal_origin(origin) in self._of_keys()
        except ValueError:
            return False

    def _of_keys(self) -> frozenset[str]:
        try:
            return self._keys.origins()
        except api_keys.KeyFileError as problem:
            log.error("cannot read the origins of API keys", detail=str(problem))
            return frozenset()
