"""The address that is being answered, in one form, so that an answer can say how it is cited.

The form is the same for all ways of writing the same request: parameters in the order of their names, one way of escaping. A cached answer
therefore does not tell in which order the first one to ask had written them.
"""

from __future__ import annotations

from contextvars import ContextVar
from urllib.parse import parse_qsl, quote, urlencode

CITE = "/v1/cite"
_SAFE = "/:~,*"
_ADDRESS: ContextVar[str | None] = ContextVar("address", default=None)


def canonical(path: str, query: str) -> str:
    """``/v1/schools`` and ``per_page=5&cursor=%2A`` -> ``/v1/schools?cursor=*&per_page=5``; ``path`` is not escaped, ``query`` is."""
    items = sorted(parse_qsl(query, keep_blank_values=True), key=lambda item: item[0])
    text = urlencode(items, safe=_SAFE, quote_via=quote)
    return quote(path, safe=_SAFE) + (f"?{text}" if text else "")


def cite_link(version: str | None) -> str | None:
    """Where the answer that is being made is cited, as of its data version; None for what has no address of its own (a POST)."""
    address = _ADDRESS.get()
    if address is None:
        return None
    return f"{CITE}?of={quote(address, safe=_SAFE)}" + (f"&data_version={quote(version)}" if version else "")
