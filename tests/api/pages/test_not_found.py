"""Unknown addresses and trailing slashes: a page for a browser, a problem for a program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.middleware.request_context import POLICY
from api.pages import explorer
from tests.each import each

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PAGE = '<!doctype html><head></head><div id="root"></div>'
UNKNOWN = ("/nothing", "/nothing/at/all", "/schools", "/search/more", "/assets/nothing.js", "/static/nothing.css", "//example.org")
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application with the page of the explorer."""
    dist = tmp_path_factory.mktemp("dist")
    (dist / "assets").mkdir()
    (dist / "index.html").write_text(PAGE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explorer, "DIST", dist)
        return create_app()


async def ask(app: FastAPI, path: str, accept: str = BROWSER, method: str = "GET") -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers={"Accept": accept}) as client:
        return await client.request(method, httpx.URL("http://127.0.0.1").copy_with(raw_path=path.encode()))


@each("path", UNKNOWN)
def test_a_browser_gets_the_explorer_with_status_404(app: FastAPI, run: Run, path: str) -> None:
    response = run(ask(app, path))
    assert (response.status_code, response.text) == (404, PAGE)
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["vary"] == "Accept"


def test_without_a_build_a_browser_gets_a_plain_page_with_status_404(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "DIST", tmp_path)
    response = run(ask(create_app(), "/<script>"))
    assert response.status_code == 404
    assert "<h1>Page not found" in response.text
    assert "<script>" not in response.text


@each("accept", ["*/*", "application/json", "application/problem+json, text/html;q=0.5", "text/html;q=0", ""])
def test_a_program_gets_a_problem(app: FastAPI, run: Run, accept: str) -> None:
    response = run(ask(app, "/nothing", accept))
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert response.headers["vary"] == "Accept-Language, Accept"


@each("path", ["/v1", "/v1/nothing", "/reconcile/nothing", "/healthz/nothing"])
def test_an_unknown_address_of_the_api_is_a_problem_in_a_browser_too(app: FastAPI, run: Run, path: str) -> None:
    response = run(ask(app, path))
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_a_request_that_is_not_a_navigation_gets_a_problem(app: FastAPI, run: Run) -> None:
    assert run(ask(app, "/nothing", method="POST")).headers["content-type"] == "application/problem+json"


def test_an_unknown_kind_of_problem_is_a_page_that_names_similar_ones(app: FastAPI, run: Run) -> None:
    response = run(ask(app, "/problems/not-fond"))
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "not-found" in response.text


@each(
    "path, target",
    [
        ("/search/?q=%E6%A1%82&lang=en", "/search?q=%E6%A1%82&lang=en"),
        ("/questions/", "/questions"),
        ("/schools/school:a%20%E6%A1%82/", "/schools/school:a%20%E6%A1%82"),
        ("/docs/", "/docs"),
        ("/problems/", "/problems"),
        ("/problems/not-found/", "/problems/not-found"),
    ],
)
def test_a_trailing_slash_redirects_to_the_address_without_it(app: FastAPI, run: Run, path: str, target: str) -> None:
    response = run(ask(app, path))
    assert (response.status_code, response.headers.get("location")) == (308, target)


@each("path", ["//", "//example.org/", "/nothing/"])
def test_an_unknown_address_does_not_redirect(app: FastAPI, run: Run, path: str) -> None:
    assert run(ask(app, path)).status_code == 404
