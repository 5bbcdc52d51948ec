"""The alliance pages: reported and known members, unknown members, ties and their evidence."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"
ADDRESS = f"/alliances/{ALLIANCE}"
Settled = Callable[[Page], None]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.fixture
def figures(site: str) -> dict[str, float]:
    """The figures of the measure, by key."""
    with httpx.Client(base_url=site, trust_env=False) as client:
        rows = client.get("/v1/measures/alliance-liveness", params={"alliance": ALLIANCE, "limit": 1000}).json()["results"]
    return {row["what"]: row["value"] for row in rows}


def test_reported_and_known_members_are_shown_side_by_side(page: Page, settled: Settled) -> None:
    page.goto(f"{ADDRESS}?origin=all&lang=en")
    settled(page)
    reported = page.locator(".tile", has_text="Reported members")
    known = page.locator(".tile", has_text="Named members")
    expect(reported.locator(".big")).to_contain_text("107")
    expect(reported.locator(".origin-documented")).to_be_visible()
    expect(known.locator(".big").nth(0)).to_have_text("0")
    expect(known.locator(".big").nth(1).locator(".origin-simulated")).to_be_visible()
    expect(known.locator(".big").nth(1)).to_contain_text("Generated to match this figure: not a check.")
    expect(known.locator(".origin-documented")).to_have_count(0)
    page.get_by_role("button", name="Documented only").click()
    expect(known.locator(".big")).to_have_text(["0"])
    expect(reported.locator(".big")).to_contain_text("107")
    assert query(page)["origin"] == ["documented"]
    expect(page.get_by_text("No member is known by name. The source reports a number, not a list.")).to_be_visible()
    page.go_back()
    expect(known.locator(".origin-simulated")).to_be_visible()


def test_unknown_members_are_counted_separately_and_a_figure_opens(page: Page, settled: Settled, figures: dict[str, float]) -> None:
    page.goto(f"{ADDRESS}?origin=all&lang=en")
    settled(page)
    states = page.locator(".states li")
    for number, state in enumerate(("active", "quiet", "unknown")):
        expect(states.nth(number).locator("b")).to_have_text(f"{figures[state]:g}")
    assert figures["active"] + figures["quiet"] + figures["unknown"] == figures["known"]
    expect(states.nth(2)).to_contain_text("no activity on record, which does not mean inactive")
    states.nth(0).get_by_role("button").click()
    dialog = page.get_by_role("dialog", name="Evidence for this figure")
    expect(dialog).to_contain_text(f"{figures['active']:g}")
    assert "key=active" in query(page)["audit"][0]
    page.reload()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_dates_are_shown_as_stated_by_the_source(page: Page, settled: Settled) -> None:
    page.goto(f"{ADDRESS}?lang=en&origin=documented")
    settled(page)
    last = page.locator(".tile", has_text="Last evidence")
    expect(last.locator("time")).to_have_text("2024")
    expect(last).to_contain_text("Founding of the alliance")


def test_number_lists_its_members_and_updates_the_url(page: Page, settled: Settled) -> None:
    page.goto(f"{ADDRESS}?origin=all&lang=en")
    settled(page)
    cell = page.get_by_role("button", name="Linwu County, Enterprise:")
    count = int((cell.get_attribute("aria-label") or "").rsplit(" ", 1)[1])
    cell.click()
    rows = page.locator(".members-table tbody tr")
    expect(rows).to_have_count(count)
    expect(rows.first).to_contain_text("Linwu County")
    assert query(page)["county"] == ["county:431025"]
    page.get_by_role("button", name="中文").click()
    expect(rows).to_have_count(count)
    page.reload()
    expect(rows).to_have_count(count)


def test_matrix_keyboard_navigation_and_table_view(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.goto(f"{ADDRESS}?origin=all&lang=en&ties=partnership")
    settled(page)
    matrix = page.get_by_role("application")
    squares = page.locator("svg.matrix rect.square").count()
    assert squares > 20
    with page.expect_download() as waiting:
        page.locator("section[aria-labelledby=ties]").get_by_role("button", name="SVG").click()
    waiting.value.save_as(tmp_path / "matrix.svg")
    drawn = ET.parse(tmp_path / "matrix.svg").getroot()
    assert drawn.tag.endswith("svg")
    matrix.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    pair = page.locator(".pair")
    expect(pair).to_contain_text("partnership")
    assert len(query(page)["pair"][0].split("~")) == 2
    page.reload()
    pair.get_by_role("button", name="Where is this from?").first.click()
    expect(page.locator(".popover:popover-open")).to_contain_text("works with")
    page.keyboard.press("Escape")
    page.locator("main h1").click()
    page.keyboard.press("t")
    table = page.locator("section[aria-labelledby=ties] table")
    expect(table.locator("tbody tr")).to_have_count(squares // 2)


def test_alliance_list_links_to_each_alliance(page: Page, settled: Settled) -> None:
    page.goto("/alliances?origin=all&lang=en")
    settled(page)
    card = page.locator(".alliance-cards .card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("107")
    card.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Is this alliance operating?")).to_be_visible()
    page.get_by_role("link", name="Find partners for this alliance").click()
    expect(page.get_by_role("heading", name="Top 10 candidates")).to_be_visible()
    assert query(page)["for"] == [ALLIANCE]
