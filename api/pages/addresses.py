"""Addresses of pages for a browser: without a trailing slash, and with a page where there is none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.responses.accept import weights

_SAFE = "/:@!$&'()*+,;=~"
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_JSON = frozenset({"application/json", "application/problem+json"})
API = ("/v1", "/reconcile", "/metrics", "/openapi.json", "/healthz", "/readyz")
"""Addresses of programs, with everything below them: their problems are JSON in a browser too."""


def add_page(router: APIRouter, address: str, answer: Callable[..., Awaitable[Response]], **options: Any) -> None:
    """Add a page. The same address with a trailing slash redirects to it."""
    if address != "/":
        router.add_api_route(f"{address}/", without_slash)
    router.add_api_route(address, answer, **options)


async def without_slash(request: Request) -> Response:
    """Redirect to the address without trailing slashes, with its query."""
    query = request.url.query
    path = quote(request.scope["path"].rstrip("/"), safe=_SAFE)
    return RedirectResponse(f"{path}?{query}" if query else path, status_code=308)


def is_api(path: str) -> bool:
    """Whether a path is one of :data:`API` or below it."""
    return any(path == known or path.startswith(f"{known}/") for known in API)


def wants_page(request: Request) -> bool:
    """Whether a request comes from a browser that navigates: it prefers HTML to JSON."""
    if request.method not in {"GET", "HEAD"}:
        return False
    accepted = weights(request.headers.get("accept", ""))
    html, json = (max((accepted.get(name, 0.0) for name in names), default=0.0) for names in (_HTML, _JSON))
    return html > 0 and html >= json
