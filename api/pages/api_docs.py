"""``/docs``: Swagger UI on the API's own document, built from ``api/web`` together with the explorer, whose assets stand beside its own.

No browser asks another host, and the strict policy of all pages holds. Without a build a plain page says so and names the document.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from api.pages import explorer, landing
from api.pages.addresses import add_page

_UNBUILT = (
    "<h1>API <span lang=zh>接口文档</span></h1>"
    "<p>This page is built together with the explorer, and neither has been built here: <code>uv sync</code> builds both. "
    "<span lang=zh>本页面与浏览页面一同构建，此处尚未构建：运行 <code>uv sync</code> 即可构建。</span></p>"
    '<p><a href="/openapi.json">/openapi.json</a> describes every address with its parameters and answers. '
    "<span lang=zh>该文件描述每个地址的参数与返回内容。</span></p>"
)


async def unbuilt() -> HTMLResponse:
    """The page without a build."""
    return landing.page("API 接口文档 - Alliance explorer", _UNBUILT)


def install(app: FastAPI) -> None:
    """Add the page; its assets came with the explorer's."""
    built = explorer.DIST / "docs.html"
    ready = explorer.is_built() and built.is_file()
    made = APIRouter(include_in_schema=False)
    add_page(made, "/docs", explorer.page(built.read_bytes()) if ready else unbuilt)
    app.include_router(made)
