"""Serve the document and the full examples that it refers to, with an ``ETag`` each."""

from __future__ import annotations

import hashlib
from functools import cache

import orjson
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.openapi import example_store

DOCUMENT = "/openapi.json"
EXAMPLES = "/docs/examples"
"""Below ``/docs``, since a client that may read the document may read its examples too."""


def install(app: FastAPI) -> None:
    """Add the routes of the document and of its examples. The document is assembled in a thread: it takes longer than any response."""

    @cache
    def content() -> bytes:
        return orjson.dumps(app.openapi())

    async def document(request: Request) -> Response:
        return revalidated(request, await run_in_threadpool(content), "application/json")

    app.add_api_route(DOCUMENT, document, include_in_schema=False)
    app.add_api_route(f"{EXAMPLES}/{{name}}", _example, include_in_schema=False)


async def _example(name: str, request: Request) -> Response:
    """Return the full response of an example: its body with its media type."""
    stored = example_store.read(name) if name in example_store.names() else None
    if stored is None:
        raise HTTPException(404)
    answer = stored["answer"]
    return revalidated(request, answer.encode() if isinstance(answer, str) else orjson.dumps(answer), stored["type"])


def revalidated(request: Request, content: bytes, media_type: str) -> Response:
    """Return content that a client revalidates on every request: 304 if it has the current one."""
    headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"', "Cache-Control": "no-cache"}
    if StaticFiles().is_not_modified(Headers(headers), request.headers):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
