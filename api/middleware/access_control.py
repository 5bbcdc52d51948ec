"""Access control in front of the application: authentication, scopes, rate limits, and checks of each request.

It limits the size and duration of requests, and requires percent-encoded UTF-8 in the URL.

Plain ASGI that reads no bodies, so nothing is buffered that the route has not read. It sets ``scopes`` (what the client may do),
``key_name`` and ``local`` in ``request.state``; the query console and the metrics depend on them.

Requests without a key may read, unless the settings require a key. A loopback client may do everything. In public mode no IP address is
trusted, since a proxy on the same machine would extend that trust to all of its clients.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from re import Pattern
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.body_limits import LimitedBody, Refused, most_bytes, respond_then_discard, too_large
from api.pages import explorer
from api.parameters.url_encoding import HINT, url_fault
from api.responses import problems
from api.security import api_keys, rate_limits, write_scopes
from api.security.access_policy import Policy, is_loopback
from seed.bilingual import Bilingual

MAX_ADDRESS = 16_384
MAX_HEADERS = 32_768
MAX_HEADER_COUNT = 100
OPEN = ("/healthz", "/readyz", "/docs", "/openapi.json", "/problems", "/static", "/assets", "/v1/model")
"""Paths that never need a key, with everything below them: probes, documentation and static files. The explorer's page needs none either:
it is the same at every path and contains no data. It loads its data from the API, with a key."""
UNCOUNTED = frozenset({"/healthz", "/readyz"})
NEEDS = {"/v1/cypher": "console", "/metrics": "metrics"}
"""Paths that need a scope other than ``read``."""
_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"})
log = structlog.get_logger("api.middleware.access_control")
HeaderMap = dict[bytes, bytes]
"""Headers by name, in lower case."""


@dataclass(frozen=True)
class Caller:
    """The client of a request: its scopes, and its key if it sent one."""

    scopes: frozenset[str]
    key: api_keys.Key | None
    local: bool


def presented_key(headers: HeaderMap) -> str | None:
    """Return the key that a request presents; empty if the ``Authorization`` header is not a bearer token."""
    header = headers.get(b"authorization")
    if header is None:
        header = headers.get(b"x-api-key")
        return None if header is None else header.decode("latin-1")
    scheme, _, value = header.decode("latin-1").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _by_first_segment(paths: Iterable[str]) -> dict[str, list[Pattern[str]]]:
    """Group the path patterns of the router by the first path segment, so that one lookup finds the candidates."""
    patterns: dict[str, list[Pattern[str]]] = {}
    for path in paths:
        patterns.setdefault(_first_segment(path), []).append(compile_path(path)[0])
    return patterns


def _first_segment(path: str) -> str:
    return path.removeprefix("/").partition("/")[0]


_PAGES = _by_first_segment([*explorer.ADDRESSES, *(f"{address}/" for address in explorer.ADDRESSES if address != "/")])


def is_open(path: str) -> bool:
    """Whether a path can be requested without a key."""
    if any(path == open_path or path.startswith(f"{open_path}/") for open_path in OPEN):
        return True
    return any(pattern.match(path) for pattern in _PAGES.get(_first_segment(path), ()))


class AccessControlMiddleware:
    """Middleware that enforces ``policy``.

    :raises BadValueError: the rate limit is invalid.
    """

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self.app, self.policy = app, policy
        self._keys = None if policy.keys is None else api_keys.Keys(policy.keys)
        self._limiter = None if policy.rate_limit is None else rate_limits.Limiter(policy.rate_limit)
        self._published = self._limiter or rate_limits.Limiter(rate_limits.DEFAULT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reject a request or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        rate_headers: list[tuple[str, str]] = []
        sending = _with_headers(send, rate_headers)
        if self.policy.require_key and not is_open(scope["path"]):
            sending = _private(sending)
        headers = dict(scope["headers"])
        try:
            size = self._check_size(scope, headers)
            self._admit(scope, headers, rate_headers)
        except Refused as refusal:
            if b"content-length" in headers or b"transfer-encoding" in headers:
                deadline = asyncio.get_running_loop().time() + self.policy.timeout
                await respond_then_discard(refusal.response, scope, receive, sending, deadline)
            else:
                await refusal.response(scope, receive, sending)
            return
        except api_keys.KeyFileError as problem:
            log.error("cannot check API keys", detail=str(problem))  # the path of the file must not leave the server
            public = api_keys.KeyFileError(
                Bilingual("API keys cannot be checked.", "无法校验 API 密钥。"),
                hint=Bilingual("The server log has the details.", "详情见服务器日志。"),
            )
            await problems.from_error(public, scope["path"])(scope, receive, sending)
            return
        except rate_limits.RateLimitError as problem:
            await problems.from_error(problem, scope["path"])(scope, receive, sending)
            return
        if size == 0:
            await self.app(scope, receive, sending)
        else:
            await LimitedBody(self.policy, scope, receive, sending).run(self.app)

    def _check_size(self, scope: Scope, headers: HeaderMap) -> int | None:
        """Return the announced bytes of the body: 0 without a body, None if unknown."""
        path = scope["path"]
        length = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if length > MAX_ADDRESS:
            detail = Bilingual(
                f"The URL has {length:,} bytes. The limit is {MAX_ADDRESS:,} bytes.",
                f"URL 长 {length:,} 字节，上限为 {MAX_ADDRESS:,} 字节。",
            )
            raise Refused(problems.http_problem(414, detail, path[:200]), close=True)
        if (fault := url_fault(scope.get("raw_path") or b"", scope["query_string"])) is not None:
            raise Refused(problems.http_problem(400, fault, path[:200], hint=HINT))
        raw = scope["headers"]
        size = sum(len(name) + len(value) for name, value in raw)
        if size > MAX_HEADERS or len(raw) > MAX_HEADER_COUNT:
            detail = Bilingual(
                f"{len(raw)} headers with {size:,} bytes exceed the limits of {MAX_HEADER_COUNT} headers and {MAX_HEADERS:,} bytes.",
                f"请求头共 {len(raw)} 个、{size:,} 字节，超出上限（{MAX_HEADER_COUNT} 个、{MAX_HEADERS:,} 字节）。",
            )
            raise Refused(problems.http_problem(431, detail, path), close=True)
        if b"transfer-encoding" in headers:
            return None
        announced = int(headers.get(b"content-length", b"0"))
        if announced > most_bytes(self.policy, path):
            raise too_large(self.policy, path)
        return announced

    def _admit(self, scope: Scope, headers: HeaderMap, rate_headers: list[tuple[str, str]]) -> None:
        path = scope["path"]
        key = presented_key(headers)
        caller = self._caller(key, scope, headers)
        limiter = self._published if caller.key is not None and caller.key.origins else self._limiter
        if limiter is not None and path not in UNCOUNTED:
            verdict = limiter.hit(_counted(caller.key, (scope.get("client") or (None,))[0]))
            rate_headers += verdict.headers
            if verdict.wait:
                raise rate_limits.RateLimitError(
                    Bilingual(f"Rate limit exceeded: {verdict.rule}.", f"超出请求频率限制：{verdict.rule}。"),
                    retry_after=verdict.wait,
                    hint=Bilingual(f"Try again in {verdict.wait} s.", f"请在 {verdict.wait} 秒后重试。"),
                )
        if key is not None and caller.key is None:
            raise _unknown_key(path)
        if caller.key is not None and not caller.key.allows(_origin(headers)):
            raise _wrong_origin(path, caller.key, _origin(headers))
        if not is_open(path):
            self._check_scope(scope["method"], path, caller)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["scopes"], state["local"] = caller.scopes, caller.local
        state["key_name"] = caller.key.name if caller.key else None
        if caller.key is not None:
            structlog.contextvars.bind_contextvars(key=caller.key.name)

    def _caller(self, key: str | None, scope: Scope, headers: HeaderMap) -> Caller:
        local = not self.policy.public and is_loopback((scope.get("client") or ("",))[0]) and self._is_here(headers)
        if key is not None:
            stored = self._keys.find(key) if self._keys is not None else None
            published = stored is not None and bool(stored.origins)
            return Caller(frozenset(stored.scopes if stored else ()), stored, local and not published)
        if self.policy.require_key:
            return Caller(frozenset(), None, local)
        if not local:
            return Caller(frozenset({"read"}), None, local)
        return Caller(write_scopes.without_key(api_keys.SCOPES, self._keys.all() if self._keys is not None else (), headers), None, local)

    def _is_here(self, headers: HeaderMap) -> bool:
        """Whether a loopback request really comes from a user of this machine, not through a proxy or from a page of another site."""
        if not _FORWARDED.isdisjoint(headers):
            return False
        cross_site = headers.get(b"sec-fetch-site") == b"cross-site"
        return not cross_site or headers.get(b"origin", b"").decode("latin-1") in self.policy.origins

    def _check_scope(self, method: str, path: str, caller: Caller) -> None:
        accepted = write_scopes.needed_scopes(method, path) or (NEEDS.get(path, "read"),)
        if not caller.scopes.isdisjoint(accepted):
            return
        needed = accepted[0]
        if caller.key is not None:
            detail = Bilingual(
                f"The key '{caller.key.name}' does not have the required scope. Its scopes: {', '.join(caller.key.scopes)}.",
                f"密钥“{caller.key.name}”缺少所需权限。现有权限：{'、'.join(caller.key.scopes)}。",
            )
            raise Refused(
                problems.http_problem(
                    403, detail, path, hint=Bilingual(f"Required scope: '{needed}'.", f"所需权限：“{needed}”。"), scope=needed
                )
            )
        detail = Bilingual(f"{path} requires a key with the scope '{needed}'.", f"访问 {path} 需要具有“{needed}”权限的密钥。")
        response = problems.http_problem(
            401,
            detail,
            path,
            hint=Bilingual(
                "Send the key as Authorization: Bearer KEY or X-API-Key: KEY.",
                "请以 Authorization: Bearer KEY 或 X-API-Key: KEY 请求头发送密钥。",
            ),
            scope=needed,
        )
        response.headers["WWW-Authenticate"] = 'Bearer realm="alliance"'
        raise Refused(response)


def _origin(headers: HeaderMap) -> str | None:
    header = headers.get(b"origin")
    return None if header is None else header.decode("latin-1")


def _counted(key: api_keys.Key | None, address: str | None) -> str:
    """Return the identity to count. A publishable key is used by many: one visitor must not use up the limit of the others."""
    if key is None or not key.origins:
        return rate_limits.caller(key.id if key else None, address)
    return f"{rate_limits.caller(key.id, None)} {rate_limits.caller(None, address)}"


def _wrong_origin(path: str, key: api_keys.Key, origin: str | None) -> Refused:
    sent = (
        Bilingual("without an Origin header", "在没有 Origin 请求头时")
        if origin is None
        else Bilingual(f"from the origin '{origin[:200]}'", f"从来源“{origin[:200]}”")
    )
    hint = Bilingual(
        f"It is accepted only from web pages of: {', '.join(key.origins)}.", f"该密钥仅接受以下来源的网页：{'、'.join(key.origins)}。"
    )
    error = api_keys.OriginNotAllowedError(
        Bilingual(f"The key '{key.name}' cannot be used {sent}.", f"密钥“{key.name}”不能{sent.zh}使用。"), hint=hint
    )
    return Refused(problems.from_error(error, path))


def _unknown_key(path: str) -> Refused:
    response = problems.http_problem(
        401,
        Bilingual("The key is unknown or revoked.", "密钥不存在或已吊销。"),
        path,
        hint=Bilingual("Create a key with: alliance keys create NAME.", "可用 alliance keys create NAME 新建密钥。"),
    )
    response.headers["WWW-Authenticate"] = 'Bearer realm="alliance", error="invalid_token"'
    return Refused(response)


def _with_headers(send: Send, extra: list[tuple[str, str]]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            out = MutableHeaders(scope=message)
            for name, value in extra:
                out[name] = value
        await send(message)

    return sending


def _private(send: Send) -> Send:
    """Mark responses that need a key as private, so that no cache serves them to requests with another key or without one."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            out = MutableHeaders(scope=message)
            control = out.get("cache-control", "no-cache")
            if "no-store" not in control:
                out["Cache-Control"] = f"private, {control}"
                out.add_vary_header("Authorization, X-API-Key")
        await send(message)

    return sending
