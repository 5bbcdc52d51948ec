"""``/docs``: Swagger UI from the files of an installed package, so that no browser asks another host; no inline script, a strict policy.

The assets are those that ``fastapi-offline`` carries (Swagger UI 5, which reads OpenAPI 3.1); nothing else of it is used.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api.pages import STATIC

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>API 接口文档 - Alliance explorer</title><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/static/docs.js"></script></body></html>
"""


def assets() -> Path:
    """Folder of the installed assets."""
    found = find_spec("fastapi_offline")
    assert found is not None, "fastapi-offline is a dependency"
    assert found.origin is not None
    return Path(found.origin).parent / "static"


async def docs() -> HTMLResponse:
    """The page."""
    return HTMLResponse(_PAGE)


def install(app: FastAPI) -> None:
    """Add the page and its assets."""
    made = APIRouter(include_in_schema=False)
    made.add_api_route("/docs", docs, response_class=HTMLResponse)
    app.include_router(made)
    app.mount("/docs/assets", StaticFiles(directory=assets()), name="docs-assets")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
