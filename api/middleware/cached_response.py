"""A cached response, and the request headers that it depends on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Scope, Send

from api.middleware.build_id import release
from api.middleware.compression import coding

RawHeaders = list[tuple[bytes, bytes]]
_PLAIN = frozenset({b"", b"*/*", b"application/json", b"application/json, */*", b"application/json, text/plain, */*"})
"""``Accept`` headers with the same result as no ``Accept`` header."""
_TAG = re.compile(rb'"[^"]*"')
_OVERHEAD = 600


@dataclass(frozen=True, slots=True)
class CacheRequest:
    """The parts of a GET request that select its response (``key``), and the entity tags of its ``If-None-Match``."""

    key: tuple[str, bytes, bytes, str]
    """Path, query, normalised ``Accept``, content coding."""
    tags: bytes | None

    @classmethod
    def of(cls, scope: Scope) -> CacheRequest:
        """Read the parts from a request."""
        accept, codings, tags = b"", b"", None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                codings = value if not codings else codings + b"," + value
            elif name == b"accept":
                accept = value if not accept else accept + b"," + value
            elif name == b"if-none-match":
                tags = value if tags is None else tags + b"," + value
        if accept in _PLAIN:
            accept = b""
        chosen = coding(codings.decode("latin-1")) if codings else ""
        return cls((scope["path"], scope["query_string"], accept, chosen), tags)

    def tag(self, stamp: bytes) -> bytes:
        """Return the strong entity tag of the response. It is derived from program, data and request, without computing the response."""
        path, query, accept, chosen = self.key
        parts = (release(), stamp, path.encode("utf-8", "surrogatepass"), query, accept)
        digest = hashlib.blake2b(b"".join(len(part).to_bytes(4, "big") + part for part in parts), digest_size=12).hexdigest()
        return f'"{digest}-{chosen}"'.encode() if chosen else f'"{digest}"'.encode()

    def has(self, tag: bytes, *, exists: bool) -> bool:
        """Whether the client already has this version (weak comparison, RFC 9110 section 13.1.2). ``*`` matches any existing response."""
        if self.tags is None or self.tags == tag:
            return self.tags is not None
        if self.tags.strip() == b"*":
            return exists
        return tag in _TAG.findall(self.tags)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A complete response with status 200."""

    headers: RawHeaders
    body: bytes
    tag: bytes | None

    @property
    def size(self) -> int:
        """Approximate memory use in bytes."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + _OVERHEAD

    async def send(self, send: Send, status: bytes) -> None:
        """Send the response with a ``Cache-Status``. The headers are copied, since outer middleware adds to them."""
        await send({"type": "http.response.start", "status": 200, "headers": [*self.headers, (b"cache-status", status)]})
        await send({"type": "http.response.body", "body": self.body})


async def send_unchanged(send: Send, tag: bytes, status: bytes) -> None:
    """Send a 304: the client's version is still valid."""
    headers = [(b"etag", tag), *POLICY, (b"cache-status", status)]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


POLICY: RawHeaders = [(b"cache-control", b"no-cache"), (b"vary", b"Accept, Accept-Encoding")]
"""``no-cache``: a client may store a response but must revalidate it each time, since new data may arrive at any
moment. Intermediate caches must revalidate too, so the API key is always checked."""
_CACHE_HEADERS = frozenset({b"etag", b"cache-control", b"vary", b"cache-status"})


def tagged(headers: Iterable[tuple[bytes, bytes]], tag: bytes | None) -> RawHeaders:
    """Return the headers of a response with its tag and cache policy."""
    others = [(name, value) for name, value in headers if name.lower() not in _CACHE_HEADERS]
    return [*others, *([] if tag is None else [(b"etag", tag)]), *POLICY]
