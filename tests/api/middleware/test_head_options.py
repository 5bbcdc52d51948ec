"""HEAD wherever there is GET, OPTIONS everywhere, and a complete Allow header."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from api.app import create_app
from api.middleware.http_methods import HttpMethodsMiddleware
from tests.api.asgi import get
from tests.each import each

PATHS = [
    "/", "/healthz", "/readyz", "/openapi.json", "/docs", "/problems", "/static/page.css", "/metrics",
    "/v1/questions", "/v1/meta", "/v1/schools", "/v1/schools/school:a", "/v1/search?q=甲", "/v1/questions/enterprises-fed-by-programs",
]  # fmt: skip
PER_REQUEST = {"date", "x-request-id", "cache-status", "content-length"}


def headers(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in PER_REQUEST}


@each("path", PATHS)
def test_head_is_get_without_a_body(client: httpx.Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert head.status_code == whole.status_code == 200
    assert head.content == b""
    assert headers(head) == headers(whole)
    if path != "/metrics":  # changes with every request
        assert head.headers["content-length"] == whole.headers["content-length"] == str(whole.num_bytes_downloaded)


@pytest.mark.parametrize(("path", "status"), [("/v1/nothing", 404), ("/v1/schools/school:none", 404), ("/v1/schools?per_page=0", 422)])
def test_head_of_an_error_has_the_same_status(client: httpx.Client, path: str, status: int) -> None:
    head = client.head(path)
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers["content-type"] == "application/problem+json"
    assert int(head.headers["content-length"]) > 0


def test_head_supports_if_none_match(client: httpx.Client) -> None:
    tag = client.head("/v1/schools").headers["etag"]
    assert tag == client.get("/v1/schools").headers["etag"]
    assert client.head("/v1/schools", headers={"If-None-Match": tag}).status_code == 304


@each("path", PATHS)
def test_options_lists_the_allowed_methods(client: httpx.Client, path: str) -> None:
    answered = client.options(path)
    assert answered.status_code == 204
    assert answered.content == b""
    allowed = answered.headers["allow"].split(", ")
    assert allowed[:2] == ["GET", "HEAD"]
    assert allowed[-1] == "OPTIONS"


@each("method", ["OPTIONS", "HEAD", "GET", "POST", "DELETE"])
def test_unknown_paths_are_404_for_every_method(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/v1/nothing/at/all").status_code == 404


@each("path", ["/v1/schools", "/v1/questions", "/v1/schools/school:a", "/healthz"])
@each("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_405_lists_all_allowed_methods(client: httpx.Client, path: str, method: str) -> None:
    answered = client.request(method, path)
    assert answered.status_code == 405
    assert answered.json()["type"] == "/problems/method-not-allowed"
    assert answered.headers["allow"] == client.options(path).headers["allow"]


def test_allowed_methods_match_the_openapi_document() -> None:
    """Each path allows exactly the documented operations, plus HEAD and OPTIONS."""
    app = create_app()
    methods = HttpMethodsMiddleware(app, app)
    for path, operations in app.openapi()["paths"].items():
        scope = {"type": "http", "path": path, "method": "OPTIONS", "headers": [], "query_string": b"", "root_path": ""}
        documented = {name.upper() for name in operations if name in {"get", "post", "put", "patch", "delete", "head", "options"}}
        allowed = set(methods.allowed(scope))
        assert documented <= allowed, path
        assert allowed - {"HEAD", "OPTIONS"} == documented - {"HEAD", "OPTIONS"}, path


def test_allow_combines_the_routes_of_one_path() -> None:
    app = FastAPI()
    app.add_api_route("/both", _nothing, methods=["GET"])
    app.add_api_route("/both", _nothing, methods=["POST"])
    app.add_middleware(HttpMethodsMiddleware, routes=app)
    got = asyncio.run(get(app, "/both", method="OPTIONS"))
    assert (got.status, got.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    refused = asyncio.run(get(app, "/both", method="DELETE"))
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


async def _nothing() -> dict[str, Any]:
    return {}


def test_head_stops_a_stream_after_its_headers() -> None:
    made: list[int] = []
    app = FastAPI()

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def rows() -> Any:
            for row in range(1000):
                made.append(row)
                yield b"row\n"
                await asyncio.sleep(0)

        return StreamingResponse(rows(), media_type="text/csv")

    app.add_middleware(HttpMethodsMiddleware, routes=app)
    got = asyncio.run(get(app, "/stream", method="HEAD"))
    assert (got.status, got.body) == (200, b"")
    assert got.headers["content-type"].startswith("text/csv")
    assert len(made) < 5
