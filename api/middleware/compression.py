"""Compress responses with Zstandard, gzip or Brotli, as the client accepts, by ``starlette-compress``.

Compression runs inside the cache, which requests exactly one coding at a time. Each coding of a response is therefore cached in compressed
form and computed once. Streams are compressed as they pass, with at most one block buffered. Brotli is only for clients that accept neither
of the others, and not for exports, of which it would buffer the first megabytes.
"""

from __future__ import annotations

from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from api.responses.exports import requested_format
from graph.export.formats import Format

CODINGS = ("zstd", "gzip", "br")
"""Supported codings, best first."""
IDENTITY = ""
LEAST = 1000
"""Minimum bytes of a response to compress; smaller ones fit into one packet anyway."""
_TYPES = (
    "application/problem+json",
    "application/x-ndjson",
    "application/jsonl",
    "text/csv",
    "application/gexf+xml",
    "application/graphml+xml",
)
"""Media types to compress besides the library's own. XLSX and Parquet are already compressed."""

for _name in _TYPES:
    add_compress_type(_name)


@lru_cache(maxsize=256)
def coding(accepted: str) -> str:
    """Return the best supported coding that an ``Accept-Encoding`` accepts; ``""`` for none.

    Weights above 0 do not change the order: a client that accepts several codings decodes all of them equally fast.
    """
    accepts: dict[str, bool] = {}
    for item in accepted.lower().split(","):
        name, _, rest = item.partition(";")
        accepts[name.strip()] = _weight(rest) > 0
    default = accepts.get("*", False)
    return next((name for name in CODINGS if accepts.get(name, default)), IDENTITY)


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class CompressionMiddleware:
    """Middleware that compresses the responses of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._usual = CompressMiddleware(app, minimum_size=LEAST, zstd_level=3, brotli=False, gzip_level=5)
        self._brotli = CompressMiddleware(app, minimum_size=LEAST, zstd=False, gzip=False, brotli_quality=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        only_brotli = scope["type"] == "http" and coding(Headers(scope=scope).get("accept-encoding", "")) == "br"
        await (self._brotli if only_brotli and requested_format(scope) == Format.json else self._usual)(scope, receive, send)
