"""The place of the explorer, on the graph of two cities whose packages have the focus city A."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.dependencies import Stores
from api.server.uvicorn_thread import Serving
from tests.api.conftest import attach
from tests.conftest import GraphDB
from tests.graph import small_graph, two_cities

Settled = Callable[[Page], None]
FOCUS = {"name": "cities", "title": "Two cities", "version": "1", "focus": "region:a"}


def fill(db: GraphDB) -> None:
    small_graph.write(db, two_cities.THINGS, two_cities.LINKS)
    db.run(
        "MATCH (m:Meta) SET m.packages = $packages, m.counts = $counts, m.loaded_at = '2026-01-01T00:00:00+00:00'",
        packages=[json.dumps(FOCUS)],
        counts=json.dumps({"School": {"documented": 5}}),
    )


@pytest.fixture(scope="module")
def site(explorer_built: Path, graph_server: GraphDB) -> Iterator[str]:
    """URL of the explorer on the two cities."""
    stores = Stores()
    serving = Serving("127.0.0.1", 0, stores)
    serving.start()
    attach(serving, stores, graph_server.hold("two cities explored with counts", fill))
    yield serving.url
    serving.stop()


def test_the_place_is_the_focus_and_can_be_widened(page: Page, settled: Settled) -> None:
    page.goto("/table/schools?lang=en")
    settled(page)
    control = page.get_by_label("Place")
    assert control.locator("option").all_inner_texts() == ["City A", "Province", "Everything"]
    expect(page.locator("main")).to_contain_text("3 rows")
    expect(page.locator("main")).to_contain_text("1 without a location, not included")
    control.select_option("Everything")
    expect(page.locator("main")).to_contain_text("5 rows")
    assert "place=all" in page.url
    page.get_by_role("link", name="Atlas", exact=True).click()
    settled(page)
    assert "place=all" in page.url, "the choice is kept across pages"


def test_counts_and_counties_of_the_home_page_are_of_the_focus(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    schools = page.locator(".home-counts li").filter(has_text="Schools")
    expect(schools.locator("b")).to_have_text("3")
    expect(schools).to_contain_text("1 without a location")
    page.goto("/?lang=en&place=all")
    settled(page)
    expect(page.locator(".home-counts li").filter(has_text="Schools").locator("b")).to_have_text("5")


def test_every_request_that_takes_a_place_carries_it(page: Page, settled: Settled) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/questions/programs-for-industry?lang=en&sector=sector:s")
    settled(page)
    expect(page.locator("main")).to_contain_text("one-a")
    answers = [url for url in asked if "/v1/questions/programs-for-industry?" in url]
    assert answers
    assert all("place=region:a" in url for url in answers)
    assert not any("place=" in url for url in asked if "/v1/graph" in url)


@pytest.mark.parametrize("path", ["/schools/school:b", "/search?q=school", "/what-if", "/questions/connections-between"])
def test_a_page_that_a_place_does_not_restrict_says_so(page: Page, settled: Settled, path: str) -> None:
    page.goto(f"{path}{'&' if '?' in path else '?'}lang=zh")
    settled(page)
    expect(page.locator(".place-note[role=note]")).to_have_text("地区范围对本页不起作用。")


def test_an_empty_result_offers_to_widen_the_place(page: Page, settled: Settled) -> None:
    page.goto("/questions/teacher-consultants?lang=en&school=school:b")
    settled(page)
    page.locator(".state.empty").get_by_role("button", name="Everything").click()
    expect(page).to_have_url(re.compile(r"[?&]place=all"))


def test_a_question_without_entities_in_places_does_not_offer_to_widen_the_place(page: Page, settled: Settled) -> None:
    page.goto("/questions/connections-between?lang=en&one=school:b&other=region:a&steps=1")
    settled(page)
    expect(page.locator(".state.empty")).to_have_count(1)
    expect(page.locator(".state.empty").get_by_role("button", name="Everything")).to_have_count(0)
    expect(page.locator("label.place select")).to_be_disabled()


def test_an_example_of_another_region_is_not_offered(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    card = page.get_by_role("link", name="Which enterprises take graduates of which programs?")
    expect(card).to_be_visible()
    expect(card).not_to_contain_text("Example:")
    assert "county=" not in (card.get_attribute("href") or "")
