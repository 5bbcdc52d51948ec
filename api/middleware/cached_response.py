"""One answer as the cache keeps it, and the reading of the headers that it depends on."""

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
"""``Accept`` headers that ask for what comes without one."""
_TAG = re.compile(rb'"[^"]*"')
_OVERHEAD = 600


@dataclass(frozen=True, slots=True)
class CacheRequest:
    """What the answer to a GET depends on besides the data: ``key``; and the tags that the caller already has."""

    key: tuple[str, bytes, bytes, str]
    """Path, query, ``Accept`` as far as it matters, content coding."""
    tags: bytes | None

    @classmethod
    def of(cls, scope: Scope) -> CacheRequest:
        """Read a request."""
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
        """The strong entity tag of the answer: it follows from program, data and request, so no answer has to be made to know it."""
        path, query, accept, chosen = self.key
        parts = (release(), stamp, path.encode("utf-8", "surrogatepass"), query, accept)
        made = hashlib.blake2b(b"".join(len(part).to_bytes(4, "big") + part for part in parts), digest_size=12).hexdigest()
        return f'"{made}-{chosen}"'.encode() if chosen else f'"{made}"'.encode()

    def has(self, tag: bytes, *, exists: bool) -> bool:
        """Whether the caller has what the tag stands for (weak comparison, RFC 9110 section 13.1.2); ``*`` fits whatever exists."""
        if self.tags is None or self.tags == tag:
            return self.tags is not None
        if self.tags.strip() == b"*":
            return exists
        return tag in _TAG.findall(self.tags)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A whole answer with status 200."""

    headers: RawHeaders
    body: bytes
    tag: bytes | None

    @property
    def size(self) -> int:
        """Bytes that it takes, roughly."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + _OVERHEAD

    async def send(self, send: Send, status: bytes) -> None:
        """Send it; ``status`` is the ``Cache-Status``. The headers are copied: those further out add theirs."""
        await send({"type": "http.response.start", "status": 200, "headers": [*self.headers, (b"cache-status", status)]})
        await send({"type": "http.response.body", "body": self.body})


async def send_unchanged(send: Send, tag: bytes, status: bytes) -> None:
    """Send a 304: what the caller has is still right."""
    headers = [(b"etag", tag), *POLICY, (b"cache-status", status)]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


POLICY: RawHeaders = [(b"cache-control", b"no-cache"), (b"vary", b"Accept, Accept-Encoding")]
"""``no-cache``: keep it, but ask each time whether it is still right: new data comes at any moment, and asking costs a few bytes. A cache
that stands between us and the caller has to come through our door each time too, so a key is always looked at."""
_OURS = frozenset({b"etag", b"cache-control", b"vary", b"cache-status"})


def tagged(headers: Iterable[tuple[bytes, bytes]], tag: bytes | None) -> RawHeaders:
    """Headers of an answer with its tag and with how long it may be kept."""
    kept = [(name, value) for name, value in headers if name.lower() not in _OURS]
    return [*kept, *([] if tag is None else [(b"etag", tag)]), *POLICY]
