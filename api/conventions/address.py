"""The address that is being answered, in one form, so that an answer can say how it is cited.

The form is the same for all ways of writing the same request: parameters in the order of their names, one way of escaping. A cached answer
therefore does not tell in which order the first one to ask had written them.
"""

from __future__ import annotations

from contextvars import ContextVar
from urllib.parse import parse_qsl, quote, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

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


def _citable(path: str) -> bool:
    return path.startswith("/v1/") and path != CITE


class Addressed:
    """Notes the address of each request under ``/v1`` for as long as it is answered. Innermost of what surrounds the router."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not _citable(scope["path"]):
            await self.app(scope, receive, send)
            return
        token = _ADDRESS.set(canonical(scope["path"], scope["query_string"].decode("latin-1")))
        try:
            await self.app(scope, receive, send)
        finally:
            _ADDRESS.reset(token)
