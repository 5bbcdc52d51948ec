"""The alignment page: figures, claims, matrix, gaps, changes; state in the URL and keyboard use."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

Settled = Callable[[Page], None]


@pytest.fixture
def gaps(site: str) -> list[dict[str, object]]:
    """The prioritised sectors from the API."""
    answer = httpx.get(f"{site}/v1/measures/gaps", params={"limit": 1000}, trust_env=False, timeout=60).json()
    return [row for row in answer["results"] if row["kind"] == "gap"]


def test_shares_and_claims_are_shown_separately(page: Page, settled: Settled) -> None:
    page.goto("/alignment?origin=all&lang=zh")
    settled(page)
    claims = page.get_by_role("region", name="报道数据，并非计算所得")
    expect(claims).to_contain_text("83.6%")
    expect(claims).to_contain_text("75%")
    claims.get_by_role("button", name=re.compile("出处是什么")).first.click()
    expect(page.locator("[popover]:popover-open")).to_contain_text("全市中职、高职学校专业对接本地重点产业占比")
    page.keyboard.press("Escape")
    shares = page.locator("table.shares")
    expect(shares.locator("tbody tr")).to_have_count(2)
    expect(shares.locator(".refused").first).to_be_visible()
    expect(shares.get_by_text("含模拟数据: 83.61% (51/61)").first).to_be_visible()
    expect(claims.get_by_text("模拟数据按此数字生成，不能用于核对。")).to_have_count(2)
    page.get_by_role("button", name="仅有据数据").click()
    expect(claims.get_by_text("模拟数据按此数字生成，不能用于核对。")).to_have_count(0)
    expect(shares.locator(".refused").first).to_be_visible()
    expect(shares.get_by_text("至少需要10个").first).to_be_visible()
    expect(claims).to_contain_text("83.6%")


def test_cell_opens_its_programs_and_updates_the_url(page: Page, settled: Settled, gaps: list[dict[str, object]]) -> None:
    page.goto("/alignment?origin=all&lang=zh&rows=level")
    settled(page)
    cells = page.locator("svg.matrix [role=button]")
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    panel = page.locator(".cell-panel")
    panel.wait_for()
    count = int((cells.first.get_attribute("aria-label") or "").split("：")[1].split()[0])
    expect(panel.locator("tbody tr")).to_have_count(count)
    column, row = parse_qs(urlsplit(page.url).query)["cell"][0].split(",")
    assert column in {str(gap["key"]) for gap in gaps}
    assert row in {"secondary", "higher vocational"}
    page.get_by_role("button", name="English").click()
    expect(panel.get_by_role("button", name="Close")).to_be_visible()
    page.reload()
    settled(page)
    expect(panel.locator("tbody tr")).to_have_count(count)
    panel.locator("tbody tr").first.get_by_role("link", name="serves").click()
    page.wait_for_url("**/relationships/SERVES*")
    page.go_back()
    expect(panel.locator("tbody tr")).to_have_count(count)


def test_table_matches_the_matrix(page: Page, settled: Settled, gaps: list[dict[str, object]]) -> None:
    page.goto("/alignment?origin=all&lang=en&crosswalk=declared")
    settled(page)
    drawn = page.locator("svg.matrix .totals text").all_text_contents()[1:]
    page.locator("h1").click()
    page.keyboard.press("t")
    assert "view=table" in page.url
    table = page.get_by_role("region", name=re.compile("^Matrix of"))
    shown = table.locator("tbody tr td:last-child b").all_inner_texts()
    assert shown == drawn
    assert shown[:-1] == sorted((str(gap["programs"]) for gap in gaps), key=int, reverse=True)
    table.get_by_role("button", name="See the evidence").first.click()
    dialog = page.get_by_role("dialog", name="Evidence for this figure")
    expect(dialog.get_by_text(f"part: {shown[0]} in {shown[0]} rows")).to_be_visible()


def test_reading_level_and_year_apply_to_all_sections(page: Page, settled: Settled) -> None:
    page.goto("/alignment?origin=all&lang=en")
    settled(page)
    before = page.locator("svg.matrix .totals").text_content() or ""
    page.get_by_label("Method").select_option("catalogue")
    expect(page.locator("svg.matrix .totals")).not_to_have_text(before)
    page.get_by_label("As of the end of").select_option("2023")
    expect(page.locator("svg.changes .year")).to_have_text(["2023"])
    page.get_by_role("combobox", name="Level", exact=True).select_option("secondary")
    settled(page)
    query = parse_qs(urlsplit(page.url).query)
    assert (query["crosswalk"], query["level"], query["as_of"]) == (["catalogue"], ["secondary"], ["2023"])
    expect(page.get_by_text("No selected program has a stated opening or closing year.").first).to_be_visible()
    expect(page.get_by_role("region", name="The ten largest gaps in each direction").locator("tbody tr").first).to_be_visible()


def test_picture_can_be_downloaded(page: Page, settled: Settled) -> None:
    page.goto("/alignment?origin=all&lang=zh")
    settled(page)
    with page.expect_download() as given:
        page.get_by_role("region", name="哪些专业点面向哪些产业").get_by_role("button", name="SVG").click()
    text = given.value.path().read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "新能源" in text


def test_every_figure_is_of_the_place(page: Page, settled: Settled) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/alignment?lang=en")
    settled(page)
    figures = [url for url in asked if "/v1/measures/" in url and "/audit" not in url]
    assert {urlsplit(url).path for url in figures} >= {"/v1/measures/alignment", "/v1/measures/gaps", "/v1/measures/alignment-changes"}
    assert [url for url in figures if parse_qs(urlsplit(url).query).get("place") != ["region:431000"]] == []
