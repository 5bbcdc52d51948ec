"""Every page opens by URL in both languages, logs no errors, requests no other host and is accessible."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page

from api.pages import explorer
from seed.model import NODES

WEB = explorer.DIST.parent
ADDRESSES = (
    "/",
    "/questions",
    "/questions/enterprises-fed-by-programs?county=county:431024",
    "/search?q=桂阳",
    "/alignment",
    "/measures",
    "/measures/gaps",
    "/partners?for=alliance:chenzhou-ftz-new-materials-it",
    "/alliances",
    "/alliances/alliance:chenzhou-ftz-new-materials-it",
    "/what-if",
    "/counties",
    "/explore?start=school:jiahe-vocational",
    "/table/programs",
    "/claims",
    "/schools/school:jiahe-vocational",
    "/counties/county:431025",
    "/sources/source:deep-news",
    "/relationships/LOCATED_IN~school:jiahe-vocational~county:431024",
)
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


def with_lang(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_page_opens_and_is_accessible(page: Page, settled: Callable[[Page], None], address: str, lang: str) -> None:
    page.goto(with_lang(address, lang))
    settled(page)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("main h1").inner_text().strip()
    assert page.locator("[role=alert]").count() == 0
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    bad = [item for item in found["violations"] if item["impact"] in {"serious", "critical"}]
    serious = [(item["id"], [node["html"][:200] for node in item["nodes"]]) for item in bad]
    assert serious == [], json.dumps(serious, ensure_ascii=False, indent=1)


def test_server_paths_match_the_routes(site: str) -> None:
    routes = re.findall(r'page\("([^"]+)"', (WEB / "src" / "app" / "routes.tsx").read_text(encoding="utf-8"))
    plain = {re.sub(r"\{(\w+)(:path)?\}", r"$\1", address) for address in explorer.FIXED}
    kinds = {f"/{cls.path}/$id" for cls in NODES.values()}
    assert {route for route in routes if route not in kinds and route != "/$things/$id"} == plain
    with httpx.Client(base_url=site, trust_env=False) as client:
        for address in (*ADDRESSES, *(f"/{cls.path}/an-id" for cls in NODES.values())):
            response = client.get(address)
            assert response.status_code == 200, address
            assert '<div id="root">' in response.text


def test_headers_and_caching(site: str) -> None:
    with httpx.Client(base_url=site, trust_env=False) as client:
        first = client.get("/")
        assert "script-src 'self'" in first.headers["content-security-policy"]
        assert first.headers["cache-control"] == "no-cache"
        assert client.get("/", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        found = re.search(r'src="(/assets/[^"]+\.js)"', first.text)
        assert found is not None
        script = client.get(found[1], headers={"Accept-Encoding": "br"})
        assert script.headers["content-encoding"] == "br"
        assert script.headers["content-type"].startswith("text/javascript")
        assert script.headers["cache-control"] == explorer.FOREVER


def test_error_report_address_is_included(explorer_built: Path) -> None:
    plain, named = explorer.index(""), explorer.index('facts@example.org"><script>')
    assert b"report-to" not in plain
    assert b'<meta name="report-to" content="facts@example.org&quot;&gt;&lt;script&gt;">' in named


def test_initial_load_is_small_and_excludes_the_graph_library(page: Page, settled: Callable[[Page], None]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto("/")
    settled(page)
    scripts = [explorer.DIST / path.lstrip("/") for path in asked if path.startswith("/assets/") and path.endswith(".js")]
    assert scripts
    assert not any("canvas" in path.name for path in scripts)
    assert sum(path.with_suffix(".js.br").stat().st_size for path in scripts) < 150_000


def test_files_reference_no_other_hosts() -> None:
    """XML namespaces and specification links in error messages of libraries are allowed: they are never requested."""
    for path in (explorer.DIST / "index.html", *Path(WEB / "src").rglob("*.ts*")):
        assert not re.findall(
            r"https?://(?!www\.w3\.org/2000/svg|graphml\.graphdrawing\.org/xmlns|127\.0\.0\.1)", path.read_text(encoding="utf-8")
        ), path
