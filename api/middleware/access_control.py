"""Stands before everything that costs: who asks, whether they may, how often, and how large and how slow a request may be.

Plain ASGI and no reading of bodies, so that nothing is held that the route has not asked for. It puts ``scopes`` (what the caller may do),
``key_name`` and ``local`` into ``request.state``; the query console and the metrics decide by them.

Who asks without a key may read, unless the settings want a key for that. On a loopback address they may do everything; in public an
address gives no right, since a proxy on the same machine would lend it to the whole world.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from re import Pattern
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.body_limits import Body, Refused, too_large
from api.pages import explorer
from api.responses import problems
from api.security import api_keys, rate_limits
from api.security.access_policy import Policy, is_loopback

MAX_ADDRESS = 16_384
MAX_HEADERS = 32_768
MAX_HEADER_COUNT = 100
OPEN = ("/healthz", "/readyz", "/docs", "/openapi.json", "/problems", "/static", "/assets")
"""What needs no key, ever, beside the addresses of the explorer: probes and explanations, with everything below them, and the files of the
pages. The explorer's page is the same at all its addresses and holds no data; what it shows it asks for, with a key."""
UNCOUNTED = frozenset({"/healthz", "/readyz"})
NEEDS = {"/v1/cypher": "console", "/metrics": "metrics"}
"""Scopes other than ``read``."""
_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"})
log = structlog.get_logger("api.middleware.access_control")
Found = dict[bytes, bytes]
"""Headers by name, in lower case."""


@dataclass(frozen=True)
class Caller:
    """Who asks: what they may do and, when they gave a key, which."""

    scopes: frozenset[str]
    key: api_keys.Key | None
    local: bool


def presented(headers: Found) -> str | None:
    """The key that a request presents; an empty text when there is one that is no bearer token."""
    given = headers.get(b"authorization")
    if given is None:
        given = headers.get(b"x-api-key")
        return None if given is None else given.decode("latin-1")
    scheme, _, value = given.decode("latin-1").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _by_first_word(addresses: Iterable[str]) -> dict[str, list[Pattern[str]]]:
    """What the router compares paths with, by the first word of the path: one look finds the few that may fit."""
    made: dict[str, list[Pattern[str]]] = {}
    for address in addresses:
        made.setdefault(_first_word(address), []).append(compile_path(address)[0])
    return made


def _first_word(path: str) -> str:
    return path.removeprefix("/").partition("/")[0]


_PAGES = _by_first_word([*explorer.ADDRESSES, *(f"{address}/" for address in explorer.ADDRESSES if address != "/")])


def is_open(path: str) -> bool:
    """Whether a path needs no key."""
    if any(path == known or path.startswith(f"{known}/") for known in OPEN):
        return True
    return any(pattern.match(path) for pattern in _PAGES.get(_first_word(path), ()))


class Guard:
    """The middleware; ``policy`` says what it holds requests to.

    :raises BadValueError: the rate limit is none.
    """

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self.app, self.policy = app, policy
        self._keys = None if policy.keys is None else api_keys.Keys(policy.keys)
        self._limiter = None if policy.rate_limit is None else rate_limits.Limiter(policy.rate_limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        counted: list[tuple[str, str]] = []
        sending = send if self._limiter is None else _adding(send, counted)
        if self.policy.require_key and not is_open(scope["path"]):
            sending = _private(sending)
        try:
            headers = dict(scope["headers"])
            size = self._check_size(scope, headers)
            self._admit(scope, headers, counted)
        except Refused as refusal:
            await refusal.answer(scope, receive, sending)
            return
        except api_keys.KeyFileError as problem:
            log.error("keys cannot be checked", detail=str(problem))  # where the file lies is nobody's business outside
            told = api_keys.KeyFileError("The keys cannot be checked now.", hint="The log of the server says why.")
            await problems.from_error(told, scope["path"])(scope, receive, sending)
            return
        except rate_limits.RateLimitError as problem:
            await problems.from_error(problem, scope["path"])(scope, receive, sending)
            return
        if size == 0:
            await self.app(scope, receive, sending)
        else:
            await Body(self.policy, scope, receive, sending).run(self.app)

    def _check_size(self, scope: Scope, headers: Found) -> int | None:
        """Bytes of the body as announced, 0 when there is none, None when it is not known."""
        path = scope["path"]
        length = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if length > MAX_ADDRESS:
            detail = f"The address has {length:,} bytes; {MAX_ADDRESS:,} are the most."
            raise Refused(problems.http_problem(414, detail, path[:200]), close=True)
        raw = scope["headers"]
        size = sum(len(name) + len(value) for name, value in raw)
        if size > MAX_HEADERS or len(raw) > MAX_HEADER_COUNT:
            detail = f"There are {len(raw)} headers of {size:,} bytes; {MAX_HEADER_COUNT} of {MAX_HEADERS:,} are the most."
            raise Refused(problems.http_problem(431, detail, path), close=True)
        if b"transfer-encoding" in headers:
            return None
        announced = int(headers.get(b"content-length", b"0"))
        if announced > self.policy.max_body:
            raise too_large(self.policy, path)
        return announced

    def _admit(self, scope: Scope, headers: Found, counted: list[tuple[str, str]]) -> None:
        path = scope["path"]
        key = presented(headers)
        caller = self._caller(key, scope, headers)
        if self._limiter is not None and path not in UNCOUNTED:
            who = rate_limits.caller(caller.key.id if caller.key else None, (scope.get("client") or (None,))[0])
            verdict = self._limiter.hit(who)
            counted += verdict.headers
            if verdict.wait:
                raise rate_limits.RateLimitError(
                    f"More than {verdict.rule}.", retry_after=verdict.wait, hint=f"Try again in {verdict.wait} s."
                )
        if key is not None and caller.key is None:
            raise _unknown_key(path)
        if not is_open(path):
            self._check_scope(path, caller)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["scopes"], state["local"] = caller.scopes, caller.local
        state["key_name"] = caller.key.name if caller.key else None
        if caller.key is not None:
            structlog.contextvars.bind_contextvars(key=caller.key.name)

    def _caller(self, key: str | None, scope: Scope, headers: Found) -> Caller:
        local = not self.policy.public and is_loopback((scope.get("client") or ("",))[0]) and self._is_here(headers)
        if key is not None:
            known = self._keys.find(key) if self._keys is not None else None
            return Caller(frozenset(known.scopes if known else ()), known, local)
        if self.policy.require_key:
            return Caller(frozenset(), None, local)
        return Caller(frozenset(api_keys.SCOPES if local else ("read",)), None, local)

    def _is_here(self, headers: Found) -> bool:
        """Whether a request from this machine was made by somebody on it: by no proxy, and by no page of another site in their browser."""
        if not _FORWARDED.isdisjoint(headers):
            return False
        strange = headers.get(b"sec-fetch-site") == b"cross-site"
        return not strange or headers.get(b"origin", b"").decode("latin-1") in self.policy.origins

    def _check_scope(self, path: str, caller: Caller) -> None:
        needed = NEEDS.get(path, "read")
        if needed in caller.scopes:
            return
        if caller.key is not None:
            detail = f"The key '{caller.key.name}' may not do this: its scopes are {', '.join(caller.key.scopes)}."
            raise Refused(problems.http_problem(403, detail, path, hint=f"It needs the scope '{needed}'.", scope=needed))
        detail = f"{path} needs a key with the scope '{needed}'."
        answer = problems.http_problem(401, detail, path, hint="Send it as Authorization: Bearer KEY or X-API-Key: KEY.", scope=needed)
        answer.headers["WWW-Authenticate"] = 'Bearer realm="alliance"'
        raise Refused(answer)


def _unknown_key(path: str) -> Refused:
    answer = problems.http_problem(401, "The key is unknown or was revoked.", path, hint="Send one that alliance keys create printed.")
    answer.headers["WWW-Authenticate"] = 'Bearer realm="alliance", error="invalid_token"'
    return Refused(answer)


def _adding(send: Send, counted: list[tuple[str, str]]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            out = MutableHeaders(scope=message)
            for name, value in counted:
                out[name] = value
        await send(message)

    return sending


def _private(send: Send) -> Send:
    """What only a key opens is for who asked with it: no shared cache keeps it, and no copy answers a request with another key or none."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            out = MutableHeaders(scope=message)
            given = out.get("cache-control", "no-cache")
            if "no-store" not in given:
                out["Cache-Control"] = f"private, {given}"
                out.add_vary_header("Authorization, X-API-Key")
        await send(message)

    return sending
