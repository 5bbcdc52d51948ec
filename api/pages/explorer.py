"""The explorer: one page, built from ``api/web``, served at all its paths; its assets have long cache lifetimes.

The paths match ``api/web/src/app/routes.tsx``; a test requests each of them. Without a build none is served, and ``/`` is the plain page
of :mod:`api.pages.landing`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.pages.addresses import add_page
from seed.model import NODES

DIST = Path(__file__).resolve().parents[1] / "web" / "dist"
FIXED = (
    "/",
    "/questions",
    "/questions/{name}",
    "/search",
    "/alignment",
    "/measures",
    "/measures/{name}",
    "/partners",
    "/alliances",
    "/what-if",
    "/counties",
    "/explore",
    "/table/{type}",
    "/claims",
    "/query",
    "/drafts",
    "/import",
    "/versions",
    "/relationships/{id:path}",
)
ADDRESSES = (*FIXED, *(f"/{cls.path}/{{id:path}}" for cls in NODES.values()))
FOREVER = "public, max-age=31536000, immutable"
"""Safe because the file name of an asset contains the digest of its content."""


class Assets(StaticFiles):
    """Static files whose names change with their content; sent as Brotli if the browser accepts it and a compressed file exists."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return one file, compressed if possible."""
        brotli = "br" in [item.strip().split(";")[0] for item in Headers(scope=scope).get("accept-encoding", "").split(",")]
        if brotli and self.lookup_path(f"{path}.br")[1] is not None:
            response = await super().get_response(f"{path}.br", scope)
            response.headers["Content-Encoding"] = "br"
            if "content-type" in response.headers:
                response.headers["Content-Type"] = self.lookup_type(path)
        else:
            response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        return response

    @staticmethod
    def lookup_type(path: str) -> str:
        """Return the media type for a file extension that the build produces."""
        return {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}.get(Path(path).suffix, "image/svg+xml")


def is_built() -> bool:
    """Return whether the explorer has been built."""
    return (DIST / "index.html").is_file()


def index(report_to: str) -> bytes:
    """Return the page, with the address for error reports in a meta element if one is configured."""
    text = (DIST / "index.html").read_text(encoding="utf-8")
    if report_to:
        text = text.replace("</head>", f'<meta name="report-to" content="{escape(report_to)}"></head>')
    return text.encode()


def page(content: bytes) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a built page: revalidated on every request, because it names its assets, and sent only if changed."""
    headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"', "Cache-Control": "no-cache"}
    is_not_modified = StaticFiles().is_not_modified

    async def answer(request: Request) -> Response:
        if request.path_params.get("id") == "":
            raise HTTPException(404)
        if is_not_modified(Headers(headers), request.headers):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(content, headers=headers)

    return answer


def install(app: FastAPI, report_to: str = "") -> None:
    """Add the page and its assets, if they have been built."""
    if not is_built():
        return
    answer = page(index(report_to))
    api_router = APIRouter(include_in_schema=False)
    for address in ADDRESSES:
        add_page(api_router, address, answer)
    app.router.routes.extend(api_router.routes)
    app.mount("/assets", Assets(directory=DIST / "assets"), name="assets")
