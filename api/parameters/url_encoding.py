"""Check that a URL is percent-encoded UTF-8. Other bytes would silently become replacement characters."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from seed.bilingual import Bilingual

HINT = Bilingual(
    "Percent-encode the UTF-8 bytes of each character: 桂阳 is %E6%A1%82%E9%98%B3. With curl: curl -G --data-urlencode 'q=桂阳' URL.",
    "请对每个字符的 UTF-8 字节做百分号编码：桂阳写作 %E6%A1%82%E9%98%B3。用 curl 时：curl -G --data-urlencode 'q=桂阳' URL。",
)
"""What a URL must look like."""


def url_fault(path: bytes, query: bytes) -> Bilingual | None:
    """Return what is wrong with the encoding of an escaped path and query string, or None."""
    if b"%" not in path and b"%" not in query and path.isascii() and query.isascii():
        return None
    if not (path.isascii() and query.isascii()):
        return Bilingual("The URL contains unescaped non-ASCII bytes.", "URL 中有未转义的非 ASCII 字节。")
    if not _is_utf8(path):
        return Bilingual(f"The path is not UTF-8: {_shown(path)}.", f"路径不是 UTF-8 编码：{_shown(path)}。")
    for item in query.split(b"&"):
        if not _is_utf8(item):
            name = item.partition(b"=")[0]
            named = name.decode() if name and _is_utf8(name) else None
            where = "The query string" if named is None else f"The query parameter '{named}'"
            where_zh = "查询串" if named is None else f"查询参数“{named}”"
            return Bilingual(f"{where} is not UTF-8: {_shown(item)}.", f"{where_zh}不是 UTF-8 编码：{_shown(item)}。")
    return None


def _is_utf8(escaped: bytes) -> bool:
    try:
        unquote_to_bytes(escaped).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _shown(escaped: bytes) -> str:
    return escaped.decode("ascii")[:200]
