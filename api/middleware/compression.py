"""Compression: Zstandard or gzip, whichever the caller takes, by ``starlette-compress``.

It stands inside the cache, which asks for exactly one coding a time: so every coding of an answer is kept as it is sent, and compressing
is paid once. Streams are compressed as they pass; what the compressor holds back is at most a block of it. Not so Brotli, which kept the
first megabytes of an export to itself; whoever takes it takes one of the others too.
"""

from __future__ import annotations

from functools import lru_cache

from starlette.types import ASGIApp
from starlette_compress import CompressMiddleware, add_compress_type

CODINGS = ("zstd", "gzip")
"""What can be sent, best first."""
IDENTITY = ""
LEAST = 1000
"""Bytes from which an answer is compressed: below, it fits into one packet anyway."""
_TYPES = (
    "application/problem+json",
    "application/x-ndjson",
    "application/jsonl",
    "text/csv",
    "application/gexf+xml",
    "application/graphml+xml",
)
"""Of ours, besides those that the library knows. XLSX and Parquet are compressed already."""

for _name in _TYPES:
    add_compress_type(_name)


@lru_cache(maxsize=256)
def coding(accepted: str) -> str:
    """The coding for an ``Accept-Encoding``: the best of ours that is not refused; ``""`` for none.

    Weights other than 0 do not reorder: a caller that takes several decodes all of them as fast.
    """
    taken: dict[str, bool] = {}
    for item in accepted.lower().split(","):
        name, _, rest = item.partition(";")
        taken[name.strip()] = _weight(rest) > 0
    every = taken.get("*", False)
    return next((name for name in CODINGS if taken.get(name, every)), IDENTITY)


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def compressed(app: ASGIApp) -> ASGIApp:
    """The application, with its answers compressed."""
    return CompressMiddleware(app, minimum_size=LEAST, zstd_level=3, brotli=False, gzip_level=5)
