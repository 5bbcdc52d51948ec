"""Five tasks of a new user, from the start page: with the mouse (clicks are counted) and with the keyboard only.

``ALLIANCE_SHOTS=DIR pytest tests/web/explorer/test_tasks.py -s`` prints clicks and seconds and saves a screenshot of each result.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

Settled = Callable[[Page], None]
MOST_CLICKS = 8


class Person:
    """A user; counts clicks and key presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def open(self, link: Locator) -> None:
        """Click a link of the navigation, and wait until the navigation marks it."""
        self.click(link)
        marked(link)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def tab_to_open(self, link: Locator) -> None:
        """Open a link of the navigation with the keyboard."""
        self.tab_to(link)
        self.press("Enter")
        marked(link)

    def tab_to(self, what: Locator, most: int = 200) -> None:
        """Press Tab until the element has the focus."""
        what.wait_for()
        for _ in range(most):
            if what.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{what} is not reached by Tab")


@pytest.fixture
def person(page: Page, settled: Settled, request: pytest.FixtureRequest) -> Iterator[Person]:
    page.goto("/?origin=all&lang=en")
    settled(page)
    user, began = Person(page), time.monotonic()
    yield user
    took = time.monotonic() - began
    print(f"\n{request.node.name}: {user.clicks} clicks, {user.keys} keys, {took:.1f} s on this machine, at {page.url}")
    assert user.clicks <= MOST_CLICKS
    if shots := os.environ.get("ALLIANCE_SHOTS"):
        page.screenshot(path=str(Path(shots) / f"{request.node.name}.png"))


def marked(link: Locator) -> None:
    expect(link).to_have_attribute("aria-current", re.compile("page|true"))


def named(page: Page, name: str) -> Locator:
    """Return a link of the open page; while a followed link loads, ``main`` is busy and shows the previous page."""
    return page.locator("main[aria-busy=false]").get_by_role("link", name=name).first


def menu(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation").get_by_role("link", name=name, exact=True)


def test_enterprises_hiring_e_commerce_graduates_with_sources(person: Person) -> None:
    page = person.page
    page.get_by_role("main").get_by_role("combobox").fill("e-commerce")
    person.click(page.get_by_role("option", name="E-commerce").filter(has_text="Program"))
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="JD.com"))
    person.click(row.get_by_role("button", name="Where is this from?"))
    expect(page.get_by_text("a graduate of Chenzhou Comprehensive Vocational School’s e-commerce program").first).to_be_visible()
    expect(page.locator(".popover:popover-open").get_by_role("link", name="Vocational Education Aligns")).to_be_visible()


def test_reported_share_against_the_data(person: Person) -> None:
    page = person.page
    person.open(menu(page, "Questions"))
    person.open(menu(page, "Alignment"))
    expect(page.get_by_text("83.6%").first).to_be_visible()
    person.click(page.get_by_role("button", name="Documented only"))
    expect(page.get_by_text("Too little data").first).to_be_visible()
    person.click(page.get_by_role("button", name="See the evidence").first)
    expect(page.get_by_role("dialog").get_by_role("heading", name="Evidence for this figure")).to_be_visible()


def test_candidates_from_linwu_with_reasons(person: Person, settled: Settled) -> None:
    page = person.page
    person.open(menu(page, "Atlas"))
    person.open(menu(page, "Alliances"))
    person.click(named(page, "Free Trade Zone"))
    person.click(named(page, "Find partners"))
    page.get_by_role("combobox", name="Candidates in").fill("linwu")
    person.click(page.get_by_role("option", name="Linwu County"))
    settled(page)
    person.click(page.locator(".candidate .reason").first)
    expect(page.get_by_role("dialog").locator("tbody tr").first).to_be_visible()


def test_prioritised_industries_without_programs(person: Person, settled: Settled) -> None:
    page = person.page
    person.open(menu(page, "Questions"))
    person.click(named(page, "Which industries and sectors have no program?"))
    settled(page)
    expect(page.get_by_role("main").locator("tbody tr").first).to_be_visible()


def test_export_programs_of_jiahe_with_sources(person: Person, settled: Settled, tmp_path: Path) -> None:
    page = person.page
    person.open(menu(page, "Atlas"))
    person.click(page.get_by_role("row").filter(has_text="Jiahe County").get_by_role("link").last)
    settled(page)
    with page.expect_download() as given:
        person.click(page.get_by_role("link", name="XLSX"))
    given.value.save_as(tmp_path / "programs.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "programs.xlsx")
    head, *rows = book.get_sheet_by_name("rows").to_python()
    ids = {str(dict(zip(head, row, strict=True))["id"]) for row in rows}
    assert {"program:jiahe-schools.mold-manufacturing", "program:jiahe-schools.industrial-robotics"} <= ids
    assert ("source", "source:deep-news") in {tuple(row[:2]) for row in book.get_sheet_by_name("meta").to_python()}


def test_keyboard_from_search_to_quote(person: Person) -> None:
    page = person.page
    person.press("/")
    page.keyboard.type("e-commerce")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("result")
    person.press("ArrowUp", "Enter")
    person.tab_to(page.get_by_role("main").locator("a[href^='/programs/program:chenzhou-comprehensive.e-commerce']").first)
    person.press("Enter")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="JD.com"))
    person.tab_to(row.get_by_role("button", name="Where is this from?"))
    person.press("Enter")
    expect(page.locator(".popover:popover-open blockquote").first).to_be_visible()
    person.press("Escape")
    expect(page.locator(".popover:popover-open")).to_have_count(0)
    assert person.clicks == 0


def test_keyboard_from_menu_to_the_rows_behind_a_share(person: Person) -> None:
    page = person.page
    person.tab_to_open(menu(page, "Questions"))
    person.tab_to_open(menu(page, "Alignment"))
    person.tab_to(page.get_by_role("main").get_by_role("button", name="See the evidence").first)
    person.press("Enter")
    expect(page.get_by_role("dialog").locator("tbody tr").first).to_be_visible()
    person.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keyboard_through_alliance_partners(person: Person, settled: Settled) -> None:
    page = person.page
    person.tab_to_open(menu(page, "Atlas"))
    person.tab_to_open(menu(page, "Alliances"))
    person.tab_to(named(page, "Free Trade Zone"))
    person.press("Enter")
    person.tab_to(named(page, "Find partners"))
    person.press("Enter")
    person.tab_to(page.get_by_role("combobox", name="Candidates in"))
    page.keyboard.type("linwu")
    expect(page.get_by_role("option", name="Linwu County")).to_be_visible()
    person.press("ArrowDown", "Enter")
    settled(page)
    expect(page.get_by_role("heading", name="candidates in Linwu County")).to_be_visible()


def test_keyboard_to_industries_without_programs(person: Person, settled: Settled) -> None:
    page = person.page
    person.tab_to_open(menu(page, "Questions"))
    person.tab_to(named(page, "Which industries and sectors have no program?"))
    person.press("Enter")
    settled(page)
    expect(page.get_by_role("main").locator("tbody tr").first).to_be_visible()


def test_keyboard_to_export_of_county_programs(person: Person, settled: Settled) -> None:
    page = person.page
    person.tab_to_open(menu(page, "Atlas"))
    person.tab_to(page.get_by_role("row").filter(has_text="Jiahe County").get_by_role("link").last)
    person.press("Enter")
    settled(page)
    person.tab_to(page.get_by_role("link", name="XLSX"))
    with page.expect_download() as given:
        person.press("Enter")
    assert given.value.suggested_filename.endswith(".xlsx")
