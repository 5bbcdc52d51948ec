"""After a link is followed, the focus is on the heading of the new page, and its title is announced."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

Settled = Callable[[Page], None]


def announced(page: Page) -> Locator:
    return page.locator("body [aria-live=polite].visually-hidden")


@pytest.mark.parametrize(
    ("address", "link", "title"),
    [
        ("/?lang=en", "Atlas", "Counties"),
        ("/measures?lang=en", "Questions", "Questions"),
        ("/measures?lang=en", "Alignment", "Do programs match priority industries?"),
    ],
)
def test_a_followed_link_focuses_the_heading(page: Page, settled: Settled, address: str, link: str, title: str) -> None:
    page.goto(address)
    settled(page)
    page.get_by_role("navigation").get_by_role("link", name=link, exact=True).press("Enter")
    heading = page.get_by_role("heading", level=1, name=title)
    expect(heading).to_be_focused()
    expect(heading).to_have_attribute("tabindex", "-1")


def test_a_followed_link_announces_the_title(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    expect(announced(page)).to_have_text("")
    page.get_by_role("navigation").get_by_role("link", name="Atlas", exact=True).click()
    expect(page).to_have_title("Counties · Alliance explorer")
    expect(announced(page)).to_have_text("Counties · Alliance explorer")


def test_a_heading_that_arrives_late_gets_the_focus(page: Page, settled: Settled) -> None:
    page.goto("/table/schools?lang=en")
    settled(page)
    link = page.get_by_role("main").locator("a.thing").first
    name = link.locator("[lang]").or_(link).last.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_focused()
    expect(announced(page)).to_have_text(f"{name} · Alliance explorer")


def test_a_page_that_arrives_late_leaves_the_focus_in_a_field(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    page.route("**/assets/*.js", lambda _: None)
    with page.expect_request("**/assets/*.js"):
        page.get_by_role("navigation").get_by_role("link", name="Atlas", exact=True).click()
    field = page.get_by_label("As of")
    field.press_sequentially("2024")
    page.unroute("**/assets/*.js")  # continues the requests held
    expect(page.get_by_role("heading", level=1, name="Counties")).to_be_visible()
    settled(page)
    expect(field).to_be_focused()


def test_the_previous_page_is_busy_while_the_next_one_loads(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    page.route("**/assets/*.js", lambda _: None)
    page.get_by_role("navigation").get_by_role("link", name="Atlas", exact=True).click()
    expect(page.get_by_role("main")).to_have_attribute("aria-busy", "true")
    page.unroute("**/assets/*.js")  # continues the requests held
    expect(page.get_by_role("heading", level=1, name="Counties")).to_be_visible()
    expect(page.get_by_role("main")).to_have_attribute("aria-busy", "false")


def test_going_back_focuses_the_heading(page: Page, settled: Settled) -> None:
    page.goto("/questions?lang=en")
    settled(page)
    page.get_by_role("navigation").get_by_role("link", name="Measures", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Measures")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Questions")).to_be_focused()


def test_a_link_that_changes_only_the_query_focuses_the_heading(page: Page, settled: Settled) -> None:
    page.goto("/measures/partners?lang=en")
    settled(page)
    page.get_by_role("main").get_by_role("link", name="Show an example").click()
    page.wait_for_url("**for=**")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_filter_keeps_the_focus(page: Page, settled: Settled) -> None:
    page.goto("/alliances?q=a&lang=en")
    settled(page)
    field = page.get_by_role("main").get_by_role("searchbox")
    field.press("End")
    field.press_sequentially("b")
    page.wait_for_url("**q=ab**")
    expect(field).to_be_focused()
    expect(announced(page)).to_have_text("")


def test_the_language_switch_keeps_the_focus(page: Page, settled: Settled) -> None:
    page.goto("/counties?lang=en")
    settled(page)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="English")).to_be_focused()
    expect(announced(page)).to_have_text("")
