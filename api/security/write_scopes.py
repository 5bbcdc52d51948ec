"""The scopes that change data, the requests that need them, and who has them without a key.

On a loopback address without such keys one person proposes, reviews and publishes. As soon as a key with one of these scopes exists, only
keys have them. Pages of other origins never have them without a key: a browser states the origin of a page in each request that can change
data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from api.security.api_keys import Key

WRITE_SCOPES = ("propose", "review", "publish")
_PROPOSE = ("/v1/edits", "/v1/imports")
_PREFIXES = (*_PROPOSE, "/v1/drafts", "/v1/publications")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def needed_scopes(method: str, path: str) -> tuple[str, ...] | None:
    """Return the scopes of which a request needs one; None if it concerns no unpublished data."""
    prefix = next((prefix for prefix in _PREFIXES if path == prefix or path.startswith(f"{prefix}/")), None)
    if prefix is None:
        return None
    if method in _SAFE_METHODS:
        return WRITE_SCOPES
    if prefix in _PROPOSE:
        return ("propose",)
    return ("review",) if prefix == "/v1/drafts" else ("publish",)


def is_same_origin(headers: dict[bytes, bytes]) -> bool:
    """Return whether a request does not come from a page of another origin. Programs send no ``Origin``."""
    if headers.get(b"sec-fetch-site", b"none") not in {b"none", b"same-origin"}:
        return False
    origin = headers.get(b"origin")
    return origin is None or urlsplit(origin.decode("latin-1")).netloc.lower() == headers.get(b"host", b"").decode("latin-1").lower()


def without_key(scopes: Iterable[str], keys: Iterable[Key], headers: dict[bytes, bytes]) -> frozenset[str]:
    """Return those of the scopes of a loopback client that it has without a key."""
    given = frozenset(scopes)
    if is_same_origin(headers) and not any(set(WRITE_SCOPES).intersection(key.scopes) for key in keys):
        return given
    return given.difference(WRITE_SCOPES)
