"""``/docs``: Swagger UI for the API's own document, built from ``api/web`` together with the explorer; both share one assets folder.

The page loads nothing from other hosts and keeps the strict content security policy. Without a build, a plain page links to the document.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from api.pages import explorer, landing
from api.pages.addresses import add_page

_UNBUILT = (
    "<h1>API <span lang=zh>接口文档</span></h1>"
    "<p>This page is built together with the explorer and has not been built yet. Run <code>uv sync</code> to build both. "
    "<span lang=zh>本页面与浏览页面一同构建，目前尚未构建。请运行 <code>uv sync</code> 完成构建。</span></p>"
    '<p><a href="/openapi.json">/openapi.json</a> describes every path with its parameters and responses. '
    "<span lang=zh>该文件列出每个接口的参数与返回内容。</span></p>"
)


async def unbuilt() -> HTMLResponse:
    """Return the placeholder page shown without a build."""
    return landing.page("API 接口文档 - Alliance explorer", _UNBUILT)


def install(app: FastAPI) -> None:
    """Add the page. The explorer already mounts its assets."""
    built = explorer.DIST / "docs.html"
    ready = explorer.is_built() and built.is_file()
    api_router = APIRouter(include_in_schema=False)
    add_page(api_router, "/docs", explorer.page(built.read_bytes()) if ready else unbuilt)
    app.router.routes.extend(api_router.routes)
