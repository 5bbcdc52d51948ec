"""What surrounds every request: its id, its log line, the headers that keep a browser safe, the host it was meant for.

Plain ASGI, so that a streamed answer is never held back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs
from api.responses import problems
from api.security.access_policy import LOOPBACK_NAMES, words
from graph.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EXPOSED = ("ETag", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID", "X-Data-Version", "Content-Disposition")
"""Headers of ours that a script of another origin may read."""
log = structlog.get_logger("api.request")


_SAFE = [(name.lower().encode(), value.encode()) for name, value in SAFE_HEADERS.items()]


def _given(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str | None, str]:
    """The request id and the host of a request: the first of each, as they were sent."""
    known, host = None, None
    for name, value in headers:
        if name == b"host" and host is None:
            host = value.decode("latin-1")
        elif name == b"x-request-id" and known is None:
            known = value.decode("latin-1")
    return known, host or ""


def completed(headers: Iterable[tuple[bytes, bytes]], known: str) -> list[tuple[bytes, bytes]]:
    """Headers with the request's id, and with what keeps a browser safe where it was not said otherwise."""
    kept = [item for item in headers if item[0] != b"x-request-id"]
    there = {name for name, _ in kept}
    return [*kept, *(item for item in _SAFE if item[0] not in there), (b"x-request-id", known.encode("latin-1"))]


@lru_cache(maxsize=256)
def hostname(header: str) -> str:
    """Host part of a ``Host`` header, without the port: ``[::1]:8000`` -> ``[::1]``."""
    name = header.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0] if name.count(":") <= 1 else name


def cross_origin(settings: Settings) -> dict[str, Any]:
    """How pages of other origins may ask: they read and they send queries; cookies play no part, keys go in a header."""
    return {
        "allow_origins": words(settings.cors),
        "allow_methods": ("GET", "HEAD", "POST", "OPTIONS"),
        "allow_headers": ("Authorization", "X-API-Key", "X-Request-ID", "If-None-Match"),
        "expose_headers": EXPOSED,
    }


class RequestContextMiddleware:
    """Wraps the application.

    :param hosts: names that a ``Host`` header may have, so that a web page cannot reach a local API through a name of its own
        (DNS rebinding); None allows any, for a server that listens beyond this machine.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] | None = LOOPBACK_NAMES) -> None:
        self.app = app
        self.hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        given, host = _given(scope["headers"])
        known = logs.bind_request(given)
        began = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = completed(message.get("headers", ()), known)
            await send(message)

        try:
            await self._guarded(scope, host, receive, sending)
        except Exception:
            log.exception("unforeseen", path=scope["path"])
            if status:
                raise  # the answer is half sent: the connection must break, or it would look whole
            await problems.internal(scope["path"])(scope, receive, sending)
        finally:
            took = round((time.perf_counter() - began) * 1000, 1)
            logs.log_response(scope["method"], scope["path"], status, took, scope.get("state", {}).get("key_name"))

    async def _guarded(self, scope: Scope, given: str, receive: Receive, send: Send) -> None:
        host = hostname(given)
        if self.hosts is not None and host not in self.hosts:
            allowed = ", ".join(sorted(self.hosts))
            detail = f"This server does not answer to the host '{host}'. It answers to {allowed}; ALLIANCE_HOSTS names others."
            answer = problems.problem("unknown-host", "Unknown host", "未知主机", 421, detail, instance=scope["path"])
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)
