"""The canonical URL of the current request, so that a response can link to its citation.

The canonical form is the same for all spellings of a request: parameters sorted by name, uniform escaping. A cached response therefore does
not reveal the parameter order of the first request.
"""

from __future__ import annotations

from contextvars import ContextVar
from urllib.parse import parse_qsl, quote, urlencode

CITE = "/v1/cite"
_SAFE = "/:~,*"
_ADDRESS: ContextVar[str | None] = ContextVar("address", default=None)


def canonical(path: str, query: str) -> str:
    """Return the canonical URL of an unescaped path and an escaped query.

    ``/v1/schools`` and ``per_page=5&cursor=%2A`` -> ``/v1/schools?cursor=*&per_page=5``.
    """
    items = sorted(parse_qsl(query, keep_blank_values=True), key=lambda item: item[0])
    text = urlencode(items, safe=_SAFE, quote_via=quote)
    return quote(path, safe=_SAFE) + (f"?{text}" if text else "")


def cite_link(version: str | None) -> str | None:
    """Return the citation URL of the current response at its data version; None for a response without its own URL (POST)."""
    address = _ADDRESS.get()
    if address is None:
        return None
    return f"{CITE}?of={quote(address, safe=_SAFE)}" + (f"&data_version={quote(version)}" if version else "")
