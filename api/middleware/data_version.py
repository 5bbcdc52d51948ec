"""Middleware that names the data version of each response under ``/v1``, and pins a request to one: ``data_version=``.

A response to a pinned request never changes, so a client may keep it without revalidation. Only the current version is kept; a request for
another one gets 409. The parameter is removed before the response cache, so a pinned request shares the cached response of a plain one.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import Stores
from api.parameters.data_version import PARAMETER, PATTERN, SHORTEST, is_pinnable
from api.responses import problems
from graph.errors import AllianceError, BadValueError, DataChangedError
from seed.bilingual import Bilingual

HEADER = b"x-data-version"
_NEXT = re.compile(rb'<([^>]*[?][^>]*)>; rel="next"')
IMMUTABLE = b"private, max-age=31536000, immutable"
"""``private``: an intermediate cache would answer without checking the API key."""


class DataVersionMiddleware:
    """Middleware that adds ``X-Data-Version`` and reads ``data_version``."""

    def __init__(self, app: ASGIApp, stores: Stores) -> None:
        self.app, self._stores = app, stores

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not is_pinnable(scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] != "GET" or PARAMETER.encode() not in scope["query_string"]:
            await self.app(scope, receive, self._named(send))
            return
        try:
            pinned = self._pinned(scope)
        except AllianceError as problem:
            await problems.from_error(problem, scope["path"])(scope, receive, self._named(send))
            return
        if pinned is None:
            await self.app(scope, receive, self._named(send))
        else:
            response = _PinnedResponse(pinned, self._named(send))
            await self.app({**scope, "query_string": _without(scope["query_string"])}, receive, response.send)
            if response.changed is not None:
                await problems.from_error(gone(pinned, response.changed), scope["path"])(scope, receive, self._named(send))

    def _version(self) -> str:
        store = self._stores.current
        return "" if store is None else store.version or ""

    def _pinned(self, scope: Scope) -> str | None:
        """Return the data version of a request; None if there is no such parameter, or no data yet.

        :raises BadValueError: The value is not a data version.
        :raises DataChangedError: Another version is served.
        """
        values = [value for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True) if name == PARAMETER]
        if not values:
            return None
        if len(values) > 1 or not PATTERN.fullmatch(values[0]):
            raise BadValueError(
                Bilingual(
                    f"'{PARAMETER}' must be one data version, in full or at least its first {SHORTEST} characters.",
                    f"“{PARAMETER}”须为单个数据版本，可写全，或至少写前 {SHORTEST} 个字符。",
                ),
                pointer=f"/query/{PARAMETER}",
                hint=Bilingual("Use meta.data_version of a response.", "请使用响应中的 meta.data_version。"),
            )
        current = self._version()
        if current and not current.startswith(values[0]):
            raise gone(values[0], current)
        return str(values[0])

    def _named(self, send: Send) -> Send:
        """Return ``send`` with the current version in responses that do not name theirs."""

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start" and _header(message, HEADER) is None and (version := self._version()):
                message = {**message, "headers": [*message["headers"], (HEADER, version.encode())]}
            await send(message)

        return named


class _PinnedResponse:
    """Passes a response on as immutable, unless its data version is another one, which is then in ``changed``."""

    def __init__(self, pinned: str, send: Send) -> None:
        self._pinned, self._send = pinned, send
        self.changed: str | None = None

    async def send(self, message: Message) -> None:
        """Send one message of the response."""
        if message["type"] == "http.response.start" and message["status"] in {200, 304}:
            version = (_header(message, HEADER) or b"").decode("latin-1")
            if version and not version.startswith(self._pinned):
                self.changed = version
            else:
                kept = [self._pinned_link(pair) for pair in message["headers"] if pair[0].lower() != b"cache-control"]
                message = {**message, "headers": [*kept, (b"cache-control", IMMUTABLE)]}
        if self.changed is None:
            await self._send(message)

    def _pinned_link(self, header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
        """Pin the link to the next page as well."""
        name, value = header
        return (name, _NEXT.sub(rb"<\1&data_version=" + self._pinned.encode() + rb'>; rel="next"', value)) if name == b"link" else header


def gone(asked: str, current: str) -> DataChangedError:
    """Return the error for a version that is not served."""
    return DataChangedError(
        Bilingual(f"The data version '{asked}' is no longer served.", f"数据版本“{asked}”已不再提供。"),
        hint=Bilingual(
            f"Repeat the request from the first page with {PARAMETER}={current}, or without {PARAMETER}.",
            f"请用 {PARAMETER}={current} 或不带 {PARAMETER}，从第一页重新请求。",
        ),
    )


def _header(message: Any, name: bytes) -> bytes | None:
    return next((value for key, value in message["headers"] if key.lower() == name), None)


def _without(query: bytes) -> bytes:
    """Return a query without the parameter; the rest stays as written."""
    parts = query.decode("latin-1").split("&")
    return "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) != PARAMETER).encode("latin-1")
