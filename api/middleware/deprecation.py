"""Middleware that announces removals: ``Deprecation`` and ``Sunset`` on the responses of deprecated operations and parameters."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.responses.deprecations import DEPRECATED, Deprecation, Deprecations


class DeprecationMiddleware:
    """Adds the headers inside of the response cache, so that cached responses have them too."""

    def __init__(self, app: ASGIApp, deprecated: Deprecations | None = None) -> None:
        self.app = app
        self._deprecated = DEPRECATED if deprecated is None else deprecated

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not self._deprecated:
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and (found := self._find(scope)) is not None:
                message["headers"] = [*message["headers"], *found.headers()]
            await send(message)

        await self.app(scope, receive, sending)

    def _find(self, scope: Scope) -> Deprecation | None:
        """Return the deprecation with the earliest sunset among the operation and the parameters of a request."""
        operation = str(getattr(scope.get("route"), "operation_id", ""))
        names = [name for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)]
        keys = [operation, *(f"{operation}?{name}" for name in names)]
        found = [self._deprecated[key] for key in keys if key in self._deprecated]
        return min(found, key=lambda one: one.sunset, default=None)
