"""Check that a URL is percent-encoded UTF-8. Other bytes would silently become replacement characters."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

HINT = "Percent-encode the UTF-8 bytes of each character: 桂阳 is %E6%A1%82%E9%98%B3. With curl: curl -G --data-urlencode 'q=桂阳' URL."
"""What a URL must look like."""


def url_fault(path: bytes, query: bytes) -> str | None:
    """Return what is wrong with the encoding of an escaped path and query string, or None."""
    if b"%" not in path and b"%" not in query and path.isascii() and query.isascii():
        return None
    if not (path.isascii() and query.isascii()):
        return "The URL contains unescaped non-ASCII bytes."
    if not _is_utf8(path):
        return f"The path is not UTF-8: {_shown(path)}."
    for item in query.split(b"&"):
        if not _is_utf8(item):
            name = item.partition(b"=")[0]
            where = f"The query parameter '{name.decode()}'" if name and _is_utf8(name) else "The query string"
            return f"{where} is not UTF-8: {_shown(item)}."
    return None


def _is_utf8(escaped: bytes) -> bool:
    try:
        unquote_to_bytes(escaped).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _shown(escaped: bytes) -> str:
    return escaped.decode("ascii")[:200]
