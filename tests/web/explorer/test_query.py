"""The console: availability, table, graph and plan, suggestions, rejected queries, files, and the query in the URL."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import GraphDB
from tests.web.explorer.composing import reaching
from tests.web.explorer.test_pages import AXE

Settled = Callable[[Page], None]
DRAWN = "MATCH (s:School)-[r:OFFERS]->(p:Program) WHERE s.origin = 'documented' RETURN s, r, p, s.level AS level ORDER BY p.id LIMIT 5"


@pytest.fixture(scope="module")
def console(site: str, explored: GraphDB) -> Iterator[str]:
    """The site, after its server has created the console's copy of the data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_URI", explored.uri)
        patch.setenv("NEO4J_USERNAME", explored.auth[0])
        patch.setenv("NEO4J_PASSWORD", explored.auth[1])
        patch.setenv("NEO4J_DATABASE", explored.database)
        end = time.monotonic() + 240
        with httpx.Client(base_url=site, timeout=240, trust_env=False) as client:
            while True:
                response = client.post("/v1/cypher", json={"query": "RETURN 1"})
                if response.status_code == 200:
                    break
                assert response.status_code == 503, response.text
                assert time.monotonic() < end
        yield site


def test_console_is_hidden_when_unavailable(page: Page, settled: Settled, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)  # the server needs it to copy the data
    page.goto("/query?origin=all&lang=zh")
    settled(page)
    expect(page.get_by_text("此处未开放查询")).to_be_visible()
    assert page.get_by_role("navigation").get_by_role("link", name="查询").count() == 0


def test_no_key_of_a_composition_reaches_the_fields(page: Page, settled: Settled, console: str) -> None:
    page.goto("/query?origin=all&lang=en&params={}")
    settled(page)
    assert [reaching(field) for field in page.get_by_role("main").locator("textarea").all()] == [[], []]


def test_link_opens_the_answer_as_table_graph_and_plan(page: Page, settled: Settled, console: str) -> None:
    page.goto(f"/query?origin=all&lang=zh&q={quote(DRAWN)}")
    settled(page)
    expect(page.locator("textarea").first).to_have_value(DRAWN)
    expect(page.get_by_role("navigation").get_by_role("link", name="查询")).to_be_visible()
    table = page.get_by_role("region", name="查询结果，5 行")
    assert table.locator("tbody tr").count() == 5
    expect(table.locator("a.thing").first).to_have_attribute("href", re.compile("^/schools/school:"))
    page.get_by_role("button", name="图", exact=True).click()
    expect(page.locator(".graph-canvas canvas").first).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="PNG").click()
    assert Path(given.value.path()).read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="查看计划").click()
    expect(page.get_by_role("region", name="执行计划")).to_contain_text("ProduceResults")
    assert "EXPLAIN" in page.evaluate("decodeURIComponent(location.search)")
    page.go_back()
    settled(page)
    expect(page.locator("textarea").first).to_have_value(DRAWN)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".result")).to_contain_text("5 rows in")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [item["id"] for item in found["violations"] if item["impact"] in {"serious", "critical"}] == []


def test_keyboard_input_with_suggestions(page: Page, settled: Settled, console: str) -> None:
    page.goto("/query?origin=all&lang=zh")
    settled(page)
    expect(page.locator(".overview")).to_contain_text("School")
    field = page.locator("textarea").first
    field.focus()
    page.keyboard.type("MATCH (c:Cou")
    expect(page.get_by_role("option", name="County")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type(") WHERE c.name_z")
    page.keyboard.press("Enter")
    page.keyboard.type(" = $name RETURN c.code AS code")
    page.keyboard.press("Escape")
    expect(field).to_have_value("MATCH (c:County) WHERE c.name_zh = $name RETURN c.code AS code")
    page.get_by_text("参数（JSON）").click()
    page.locator("textarea").nth(1).fill('{"name": "桂阳县"}')
    field.focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("region", name="查询结果，1 行")).to_contain_text("431021")
    with page.expect_download() as given:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(Path(given.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [{"code": "431021"}]
    with page.expect_download() as given:
        page.get_by_role("button", name="JSON").click()
    assert json.loads(Path(given.value.path()).read_text(encoding="utf-8"))["rows"] == [["431021"]]


def test_writes_are_rejected_and_truncation_is_shown(page: Page, settled: Settled, console: str, watched: object) -> None:
    page.goto(f"/query?origin=all&lang=zh&q={quote('MATCH (n) DETACH DELETE n')}")
    expect(page.get_by_role("alert")).to_contain_text("查询被拒绝")
    expect(page.get_by_role("alert")).to_contain_text("DetachDelete")
    watched.complaints.clear()  # type: ignore[attr-defined]  # the browser logs the rejected request
    page.get_by_text("限制与拒绝").click()
    expect(page.get_by_text("1,000 行")).to_be_visible()
    page.goto(f"/query?origin=all&lang=zh&q={quote('UNWIND range(1, 2000) AS n RETURN n')}")
    settled(page)
    expect(page.get_by_text("每次最多返回 1,000 行")).to_be_visible()
    assert page.locator(".result tbody tr").count() < 80


def test_schema_example_can_be_inserted(page: Page, settled: Settled, console: str) -> None:
    page.goto("/query?origin=all&lang=en")
    settled(page)
    page.locator(".overview summary", has_text="Alliance").click()
    page.locator(".overview details[open] .examples button").first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    settled(page)
    expect(page.locator(".result")).to_contain_text("1 row in")
