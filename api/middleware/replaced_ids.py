"""Redirect requests for an id that an edit replaced (renamed or merged) to its present id.

Applies to API and explorer, to segments of the path and to values of parameters. The redirect must be revalidated: an undo of the edit
removes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote_plus

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.dependencies import Stores
from seed.edits.row_keys import key_now

_SAFE = ":~,@"


class ReplacedIdsMiddleware:
    """Middleware that answers 308 for a replaced id."""

    def __init__(self, app: ASGIApp, stores: Stores) -> None:
        self.app, self._stores = app, stores

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect a request or pass it on."""
        store = self._stores.current
        redirects = store.redirects if store is not None and scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else {}
        location = present_url(scope["path"], scope["query_string"].decode("latin-1"), redirects) if redirects else None
        if location is None:
            await self.app(scope, receive, send)
            return
        body = orjson.dumps({"location": location})
        headers = {"Location": location, "Cache-Control": "no-cache"}
        await Response(body, 308, headers, "application/json")(scope, receive, send)


def present_url(path: str, query: str, redirects: Mapping[str, str]) -> str | None:
    """Return the URL with present ids; None if it contains no replaced id.

    :param path: the decoded path.
    :param query: the query string, percent-encoded.
    """
    segments = [_present(segment, redirects) for segment in path.split("/")]
    parts = [_parameter(part, redirects) for part in query.split("&")]
    if not any([*segments, *parts]):
        return None
    new_path = "/".join(
        quote(segment if present is None else present, safe=_SAFE) for segment, present in zip(path.split("/"), segments, strict=True)
    )
    if new_path.startswith("//"):  # the name of another host
        new_path = f"/%2F{new_path[2:]}"
    new_query = "&".join(part if present is None else present for part, present in zip(query.split("&"), parts, strict=True))
    return f"{new_path}?{new_query}" if query else new_path


def _parameter(part: str, redirects: Mapping[str, str]) -> str | None:
    name, separator, value = part.partition("=")
    present = _present(unquote_plus(value), redirects)
    return None if not separator or present is None else f"{name}={quote(present, safe=_SAFE)}"


def _present(text: str, redirects: Mapping[str, str]) -> str | None:
    """Return a text, which may be a list of ids or the id of a relationship, with present ids; None if none was replaced."""
    present = ",".join(key_now(item, redirects) for item in text.split(","))
    return None if present == text else present
