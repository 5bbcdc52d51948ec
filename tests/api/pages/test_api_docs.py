"""``/docs`` with and without a build, and on a server that requires a key."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.middleware.request_context import POLICY
from api.pages import explorer
from graph.settings import Settings

PAGE = '<!doctype html><script type="module" src="/assets/docs-1.js"></script>'


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the build."""
    monkeypatch.setattr(explorer, "DIST", tmp_path)
    return tmp_path


def build(dist: Path, *pages: str) -> None:
    """Write files like those of a build."""
    (dist / "assets").mkdir()
    (dist / "assets" / "docs-1.js").write_text("1", encoding="utf-8")
    for name in pages:
        (dist / name).write_text(PAGE, encoding="utf-8")


async def get(app: FastAPI, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        return await client.get(path)


@pytest.mark.parametrize("pages", [(), ("index.html",)], ids=["nothing is built", "an older build without this page"])
def test_placeholder_without_a_build_links_to_the_document(dist: Path, pages: tuple[str, ...], run: object) -> None:
    if pages:
        build(dist, *pages)
    response = run(get(create_app(), "/docs"))  # type: ignore[operator]
    assert response.status_code == 200
    assert "uv sync" in response.text
    assert '<a href="/openapi.json">' in response.text
    assert "<script" not in response.text


def test_built_page_is_sent_unchanged_and_revalidated(dist: Path, run: object) -> None:
    build(dist, "index.html", "docs.html")
    app = create_app()
    response = run(get(app, "/docs"))  # type: ignore[operator]
    assert response.text == PAGE
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["cache-control"] == "no-cache"
    again = run(get(app, "/docs", **{"if-none-match": response.headers["etag"]}))  # type: ignore[operator]
    assert (again.status_code, again.content) == (304, b"")


def test_docs_and_assets_need_no_key(dist: Path, run: object) -> None:
    build(dist, "index.html", "docs.html")
    keyed = create_app(settings=Settings(require_key=True))
    for path in ("/docs", "/assets/docs-1.js", "/openapi.json"):
        assert run(get(keyed, path)).status_code == 200, path  # type: ignore[operator]
    assert run(get(keyed, "/v1/questions")).status_code == 401  # type: ignore[operator]
