"""The frame of every page: five entries, what the page counts, and how much room they take on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Settled = Callable[[Page], None]
LARGEST_HEADER = 96


@pytest.mark.parametrize("address", ["/?lang=zh", "/?lang=en", "/?lang=en&origin=all&as_of=2024-06-30&place=all", "/what-if?lang=zh"])
def test_the_header_of_a_phone_is_low(page: Page, settled: Settled, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    settled(page)
    box = page.get_by_role("banner").bounding_box()
    assert box is not None
    assert box["height"] <= LARGEST_HEADER


def test_there_are_five_entries_at_most(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    assert page.get_by_role("navigation", name="Pages").get_by_role("link").all_inner_texts() == [
        "Questions",
        "Fact check",
        "Atlas",
        "Partners",
        "Data",
    ]


def test_the_entries_of_a_phone_are_at_the_bottom(page: Page, settled: Settled) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/?lang=en")
    settled(page)
    links = page.get_by_role("navigation", name="Pages").get_by_role("link").all()
    boxes = [box for link in links if (box := link.bounding_box()) is not None]
    assert len(boxes) == len(links)
    assert all(box["y"] > 844 - 64 and box["height"] >= 44 and box["width"] >= 44 for box in boxes)


def test_the_bottom_bar_hides_nothing_at_the_end_of_the_page(page: Page, settled: Settled) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/questions?lang=en")
    settled(page)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    footer, bar = page.locator("footer").bounding_box(), page.get_by_role("navigation", name="Pages").bounding_box()
    assert footer is not None
    assert bar is not None
    assert footer["y"] + footer["height"] <= bar["y"] + 1


def test_a_phone_changes_what_the_page_counts_in_a_sheet(page: Page, settled: Settled) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/?lang=en")
    settled(page)
    line = page.get_by_role("button", name="What the page counts")
    expect(line).to_contain_text("Chenzhou")
    expect(line).to_contain_text("Real data")
    expect(page.get_by_role("button", name="Documented only", exact=True)).to_be_hidden()
    line.click()
    page.get_by_role("button", name="Documented only", exact=True).click()
    expect(page).to_have_url("/?lang=en&origin=documented")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Documented only", exact=True)).to_be_hidden()
    expect(line).to_contain_text("Documented only")


def test_escape_closes_the_sheet_and_returns_the_focus(page: Page, settled: Settled) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/?lang=en")
    settled(page)
    line = page.get_by_role("button", name="What the page counts")
    line.press("Enter")
    page.get_by_label("Place").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Place")).to_be_hidden()
    expect(line).to_be_focused()


def test_the_context_bar_keeps_its_height(page: Page, settled: Settled) -> None:
    heights = set()
    for address in ("/?lang=en", "/?lang=en&origin=all", "/schools/school:jiahe-vocational?lang=en", "/what-if?lang=zh&origin=all"):
        page.goto(address)
        settled(page)
        box = page.get_by_role("banner").bounding_box()
        assert box is not None
        heights.add(box["height"])
    assert len(heights) == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_jumps_while_a_page_opens(page: Page, settled: Settled, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(
        "new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput)"
        " for (const {node} of entry.sources) if (node?.parentElement?.closest?.('header') || node?.matches?.('header'))"
        " window.moved = (window.moved ?? 0) + entry.value; }).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/schools/school:jiahe-vocational?lang=en&origin=all")
    settled(page)
    assert page.evaluate("window.moved ?? 0") < 0.05
