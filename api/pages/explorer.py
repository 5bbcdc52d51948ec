"""The explorer: one page, built from ``api/web``, at all its addresses; its assets with long caching.

The addresses are those of ``api/web/src/app/routes.tsx``; a test asks for each. Without a build there is none of it, and ``/`` is the plain
page of :mod:`api.pages.landing`.
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
    "/relationships/{id:path}",
)
ADDRESSES = (*FIXED, *(f"/{cls.path}/{{id:path}}" for cls in NODES.values()))
FOREVER = "public, max-age=31536000, immutable"
"""The name of an asset holds the digest of its content."""


class Assets(StaticFiles):
    """Files whose names change with their content; as Brotli where the browser reads it and the build made it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer one file."""
        packed = "br" in [item.strip().split(";")[0] for item in Headers(scope=scope).get("accept-encoding", "").split(",")]
        if packed and self.lookup_path(f"{path}.br")[1] is not None:
            answered = await super().get_response(f"{path}.br", scope)
            answered.headers["Content-Encoding"] = "br"
            if "content-type" in answered.headers:
                answered.headers["Content-Type"] = self.lookup_type(path)
        else:
            answered = await super().get_response(path, scope)
        answered.headers["Cache-Control"] = FOREVER
        answered.headers["Vary"] = "Accept-Encoding"
        return answered

    @staticmethod
    def lookup_type(path: str) -> str:
        """The media type by the ending; those that the build makes."""
        return {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}.get(Path(path).suffix, "image/svg+xml")


def is_built() -> bool:
    """Whether the explorer was built."""
    return (DIST / "index.html").is_file()


def index(report_to: str) -> bytes:
    """The page; it says where errors in facts are reported to, when somebody said so."""
    text = (DIST / "index.html").read_text(encoding="utf-8")
    if report_to:
        text = text.replace("</head>", f'<meta name="report-to" content="{escape(report_to)}"></head>')
    return text.encode()


def page(whole: bytes) -> Callable[[Request], Awaitable[Response]]:
    """The route of a built page: asked for each time, since it names its assets, and sent again only when it changed."""
    headers = {"ETag": f'"{hashlib.sha256(whole).hexdigest()[:32]}"', "Cache-Control": "no-cache"}
    is_known = StaticFiles().is_not_modified

    async def answer(request: Request) -> Response:
        if request.path_params.get("id") == "":
            raise HTTPException(404)
        if is_known(Headers(headers), request.headers):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(whole, headers=headers)

    return answer


def install(app: FastAPI, report_to: str = "") -> None:
    """Add the page and its assets, if they were built."""
    if not is_built():
        return
    answer = page(index(report_to))
    made = APIRouter(include_in_schema=False)
    for address in ADDRESSES:
        add_page(made, address, answer)
    app.include_router(made)
    app.mount("/assets", Assets(directory=DIST / "assets"), name="assets")
