"""County tiles: shading by counts and measures, arrow keys, and the table view."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

Settled = Callable[[Page], None]


def test_counts_match_the_api(page: Page, settled: Settled, site: str) -> None:
    page.goto("/counties?origin=all&lang=zh&shade=Enterprise")
    settled(page)
    asked = {"group_by": "county", "per_page": 200}
    groups = httpx.get(f"{site}/v1/enterprises", params=asked, trust_env=False, timeout=60).json()["groups"]
    placed = [group for group in groups if group["keys"][0]["thing"]]
    known = {group["keys"][0]["thing"]["name_zh"]: group["count"] - group["origins"]["simulated"] for group in placed}
    assert page.locator("svg.tiles .tile").count() == 11
    for name, count in known.items():
        tile = page.locator(f"svg.tiles .tile[aria-label^='{name}：']")
        expect(tile.locator(".value")).to_have_text(str(count))
        expect(page.get_by_role("row", name=re.compile(f"^{name} {count} "))).to_be_visible()


def test_unknown_differs_from_zero(page: Page, settled: Settled) -> None:
    page.goto("/counties?origin=all&lang=en&shade=Claim")
    settled(page)
    expect(page.locator("svg.tiles .tile-checked")).to_have_count(4)
    expect(page.locator("svg.tiles .tile-no-data")).to_have_count(1)
    expect(page.locator("svg.tiles .tile-no-data")).to_have_attribute("aria-label", re.compile("Anren County: no data"))


def test_keyboard_navigation(page: Page, settled: Settled) -> None:
    page.goto("/counties?origin=all&lang=zh")
    settled(page)
    page.locator("svg.tiles .tile[tabindex='0']").focus()
    assert "北湖区" in (page.evaluate("document.activeElement.getAttribute('aria-label')") or "")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert "临武县" in (page.evaluate("document.activeElement.getAttribute('aria-label')") or "")
    expect(page.locator("tr.looked-at")).to_contain_text("临武县")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counties/county:431025*")
    page.go_back()
    expect(page.locator("svg.tiles .tile")).to_have_count(11)


def test_measure_shades_tiles_and_opens_its_rows(page: Page, settled: Settled) -> None:
    page.goto("/counties?origin=all&lang=zh")
    settled(page)
    page.get_by_label("着色依据").select_option("alignment")
    expect(page.locator("svg.tiles .tile-refused").first).to_be_visible()
    shown = page.locator("svg.tiles .tile[aria-label^='北湖区'] .value").text_content() or ""
    page.get_by_label("具体数字").select_option("catalogue")
    assert "series=catalogue" in page.url
    page.get_by_label("具体数字").select_option("declared")
    row = page.get_by_role("row", name=re.compile("^北湖区"))
    expect(row.locator("b")).to_have_text(shown)
    row.get_by_role("button", name="查看依据").click()
    expect(page.get_by_role("dialog", name="这个数字的依据")).to_contain_text("模拟专业点")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="仅有据数据").click()
    expect(page.locator("svg.tiles .tile-some")).to_have_count(0)


def test_measure_without_county_keys_is_requested_per_county(page: Page, settled: Settled, site: str) -> None:
    page.goto("/counties?origin=all&lang=en&shade=gaps&series=surplus")
    settled(page)
    asked = {"county": "county:431003", "limit": 1000}
    rows = httpx.get(f"{site}/v1/measures/gaps", params=asked, trust_env=False, timeout=60).json()["results"]
    value = next(int(row["value"]) for row in rows if row["key"] == "surplus")
    expect(page.locator("svg.tiles .tile[aria-label^='Suxian District'] .value")).to_have_text(str(value))


def test_date_and_undated_programs_are_stated(page: Page, settled: Settled) -> None:
    page.goto("/counties?lang=en&as_of=2022")
    settled(page)
    expect(page.locator(".dated-note")).to_contain_text("As of 2022-12-31.")
    expect(page.locator(".dated-note")).to_contain_text(re.compile(r"\d+ without a date, included\."))
