"""The API reference at ``/docs``: it shows and executes operations and meets the rules of all pages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.middleware.request_context import POLICY
from api.pages import explorer

NAMED = re.compile(r'(?:src|href)="(/assets/[^"]+\.(?:js|css))"')


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Paths of the assets that the page requested."""
    paths: list[str] = []

    def note(path: str) -> None:
        if re.fullmatch(r"/assets/.+\.(?:js|css)", path):
            paths.append(path)

    page.on("request", lambda request: note(urlsplit(request.url).path))
    return paths


def test_every_operation_is_shown(page: Page, site: str) -> None:
    """One group at a time: with many open groups, Swagger UI renders only the visible ones."""
    document = httpx.get(f"{site}/openapi.json", trust_env=False, timeout=60).json()
    methods = [one for path in document["paths"].values() for method, one in path.items() if method in {"get", "post"}]
    groups = Counter(tag for one in methods for tag in one["tags"])
    page.goto("/docs")
    expect(page.get_by_role("heading", name="Alliance explorer")).to_be_visible()
    expect(page.locator(".opblock-tag")).to_have_count(len(groups))
    for name, count in groups.items():
        group = page.locator(f'.opblock-tag[data-tag="{name}"]')
        group.click()
        expect(page.locator(".opblock")).to_have_count(count)
        group.click()
        expect(page.locator(".opblock")).to_have_count(0)


def test_url_opens_one_operation_that_can_be_executed(page: Page, site: str) -> None:
    meta = httpx.get(f"{site}/openapi.json", trust_env=False, timeout=60).json()["paths"]["/v1/meta"]["get"]
    page.goto(f"/docs#/{meta['tags'][0]}/{meta['operationId']}")
    operation = page.locator(".opblock.is-open")
    expect(operation).to_have_count(1)
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").last).to_have_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text("data_version")


def test_docs_load_no_explorer_code(page: Page, asked: list[str], explorer_built: Path) -> None:
    page.goto("/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    assert sorted(asked) == sorted(NAMED.findall((explorer_built / "docs.html").read_text(encoding="utf-8")))


def test_explorer_loads_no_docs_code(page: Page, asked: list[str], explorer_built: Path) -> None:
    page.goto("/")
    expect(page.locator("main h1")).to_be_visible()
    assert asked
    assert not set(asked) & set(NAMED.findall((explorer_built / "docs.html").read_text(encoding="utf-8")))


def test_headers_and_caching(site: str) -> None:
    with httpx.Client(base_url=site, trust_env=False) as client:
        first = client.get("/docs")
        assert first.headers["content-security-policy"] == POLICY
        assert first.headers["cache-control"] == "no-cache"
        assert client.get("/docs", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        assert not re.search(r"<script(?![^>]* src=)|<style|https?://", first.text)
        named = NAMED.findall(first.text)
        assert {Path(name).suffix for name in named} == {".js", ".css"}
        for name in named:
            asset = client.get(name, headers={"Accept-Encoding": "br"})
            assert asset.headers["content-encoding"] == "br"
            assert asset.headers["cache-control"] == explorer.FOREVER
