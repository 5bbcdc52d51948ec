"""The context of every request: its id, its log line, security headers, and the check of its host.

Plain ASGI, so that streams are never buffered.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from functools import lru_cache

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs
from api.responses import problems
from api.responses.language import bind_language
from api.security.access_policy import LOOPBACK_NAMES
from seed.bilingual import Bilingual

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
log = structlog.get_logger("api.request")


_SAFE = [(name.lower().encode(), value.encode()) for name, value in SAFE_HEADERS.items()]


def _read(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str | None, list[str], str | None]:
    """Return the first ``X-Request-ID``, every ``Host`` and the last ``Accept-Language`` of a request, as sent."""
    client_id, hosts, language = None, [], None
    for name, value in headers:
        if name == b"host":
            hosts.append(value.decode("latin-1"))
        elif name == b"x-request-id" and client_id is None:
            client_id = value.decode("latin-1")
        elif name == b"accept-language":
            language = value.decode("latin-1")
    return client_id, hosts, language


_BRACKETED = re.compile(r"(\[[0-9a-f:.]+\])(:\d{1,5})?")


def completed(headers: Iterable[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    """Return the headers with the request id and with the default security headers where they are not set."""
    kept = [item for item in headers if item[0] != b"x-request-id"]
    present = {name for name, _ in kept}
    return [*kept, *(item for item in _SAFE if item[0] not in present), (b"x-request-id", request_id.encode("latin-1"))]


@lru_cache(maxsize=256)
def hostname(header: str) -> str:
    """Return the host of a ``Host`` header without the port: ``[::1]:8000`` -> ``[::1]``; a malformed header as it is."""
    name = header.strip().lower()
    if name.startswith("["):
        bracketed = _BRACKETED.fullmatch(name)
        return bracketed[1] if bracketed else name
    return name.partition(":")[0] if name.count(":") <= 1 else name


class RequestContextMiddleware:
    """Middleware that sets the request id, logs each request, adds security headers and checks the host.

    :param hosts: allowed ``Host`` names. They prevent a web page from reaching a local API through its own domain (DNS rebinding). None
        allows any, for a server that other machines can reach.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] | None = LOOPBACK_NAMES) -> None:
        self.app = app
        self.hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        client_id, hosts, accept_language = _read(scope["headers"])
        request_id = logs.bind_request(client_id)
        bind_language(accept_language)
        began = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = completed(message.get("headers", ()), request_id)
            await send(message)

        try:
            await self._check_host(scope, hosts, receive, sending)
        except Exception:
            log.exception("unhandled error", path=scope["path"])
            if status:
                raise  # part of the response is sent: break the connection, or the response would look complete
            await problems.internal(scope["path"])(scope, receive, sending)
        finally:
            took = round((time.perf_counter() - began) * 1000, 1)
            logs.log_response(scope["method"], scope["path"], status, took, scope.get("state", {}).get("key_name"))

    async def _check_host(self, scope: Scope, headers: list[str], receive: Receive, send: Send) -> None:
        if len(headers) > 1:  # a proxy may route by one and this server decide by the other
            detail = Bilingual("The request has more than one Host header. Send exactly one.", "请求含有多个 Host 请求头，只能有一个。")
            response = problems.problem("bad-request", "Bad request", "请求有误", 400, detail, instance=scope["path"])
            await response(scope, receive, send)
            return
        host = hostname(headers[0]) if headers else ""
        if self.hosts is not None and host not in self.hosts:
            allowed = ", ".join(sorted(self.hosts))
            detail = Bilingual(
                f"Host '{host}' is not allowed. Allowed hosts: {allowed}. Set ALLIANCE_HOSTS to allow more.",
                f"不允许的主机名“{host}”。允许的主机名：{allowed}。可用 ALLIANCE_HOSTS 增加。",
            )
            response = problems.problem("unknown-host", "Unknown host", "未知主机", 421, detail, instance=scope["path"])
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)
