"""The page for an address that does not exist, where a browser navigates to it. Programs get the problem as JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape
from typing import cast

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.pages import explorer, landing
from api.pages.addresses import is_api, wants_page
from graph.errors import AllianceError, UserError

Handler = Callable[[Request, Exception], Awaitable[Response]]
"""The handlers of the problems, all of which are asynchronous."""
_LINKS = '<p><a href="/">Home <span lang=zh>首页</span></a> · <a href="/docs">API <span lang=zh>接口文档</span></a></p>'


def plain(path: str, error: Exception) -> HTMLResponse:
    """A page without scripts: the address, or the detail and the hint of an error."""
    told = f"{error.detail} {error.hint or ''}" if isinstance(error, UserError) else f"No page has the address {path}"
    return landing.page("Page not found", f"<h1>Page not found <span lang=zh>页面不存在</span></h1><p>{escape(told.strip())}</p>{_LINKS}")


def _with_page(handler: Handler, built: bytes | None) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else getattr(error, "status", 500)
        if status != 404 or is_api(request.scope["path"]):
            return await handler(request, error)
        if not wants_page(request):
            response = await handler(request, error)
        elif built is not None and isinstance(error, HTTPException):
            response = HTMLResponse(built, headers={"Cache-Control": "no-store"})
        else:
            response = plain(request.scope["path"], error)
            response.headers["Cache-Control"] = "no-store"
        response.status_code = 404
        response.headers.add_vary_header("Accept")
        return response

    return answer


def install(app: FastAPI, report_to: str = "") -> None:
    """Answer browsers with a page; call it after the handlers of the problems are installed.

    The explorer shows its own page for an unknown address. Without a build it is a plain page.
    """
    built = explorer.index(report_to) if explorer.is_built() else None
    for kind in (HTTPException, AllianceError):
        app.add_exception_handler(kind, _with_page(cast(Handler, app.exception_handlers[kind]), built))
