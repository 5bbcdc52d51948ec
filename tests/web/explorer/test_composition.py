"""Keys that an input method uses while it composes do nothing else, in any text field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.explorer.composing import Composition, reaching

Settled = Callable[[Page], None]
FIELDS = "input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea:not([readonly])"
QUESTION = "/questions/enterprises-fed-by-programs?county=county:431024&origin=all&lang=en"
PAGES = {
    "/?origin=all&lang=en": 1,
    "/questions?origin=all&lang=en": 1,
    QUESTION: 4,
    "/questions/claims-against-graph?origin=all&lang=en": 2,
    "/search?q=桂阳&origin=all&lang=en": 1,
    "/measures/gaps?origin=all&lang=en": 4,
    "/partners?for=alliance:chenzhou-ftz-new-materials-it&origin=all&lang=en": 3,
    "/partners?mode=described&origin=all&lang=en": 3,
    "/partners?tab=smallest&origin=all&lang=en": 3,
    "/alliances?q=a&origin=all&lang=en": 1,
    "/what-if?origin=all&lang=en": 10,
    "/explore?origin=all&lang=en": 1,
    "/explore?start=school:jiahe-vocational&origin=all&lang=en": 2,
    "/table/programs?origin=all&lang=en": 2,
    "/claims?origin=all&lang=en": 1,
}
"""Pages with text fields, and the least number of fields of each."""


@pytest.fixture
def opened(page: Page) -> list[str]:
    """The URLs that the page opens."""
    urls: list[str] = []
    page.on("framenavigated", lambda frame: urls.append(frame.url))
    return urls


@pytest.mark.parametrize(("address", "least"), PAGES.items())
def test_no_key_of_a_composition_reaches_a_text_field(page: Page, settled: Settled, address: str, least: int) -> None:
    page.goto(address)
    settled(page)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    settled(page)
    fields = page.get_by_role("main").locator(FIELDS).all()
    assert len(fields) >= least
    assert [reaching(field) for field in fields if field.is_visible()] == [[] for field in fields if field.is_visible()]


def test_no_key_of_a_composition_reaches_the_date_of_the_header(page: Page, settled: Settled) -> None:
    page.goto("/claims?origin=all&lang=en")
    settled(page)
    assert reaching(page.get_by_role("banner").get_by_label("As of")) == []


def test_no_key_of_a_composition_reaches_the_palette(page: Page, settled: Settled) -> None:
    page.goto("/claims?origin=all&lang=en")
    settled(page)
    page.keyboard.press("/")
    assert reaching(page.get_by_role("dialog").get_by_role("combobox")) == []


def test_enter_of_a_composition_opens_nothing_from_the_palette(page: Page, settled: Settled, opened: list[str]) -> None:
    page.goto("/claims?origin=all&lang=en")
    settled(page)
    opened.clear()
    page.keyboard.press("/")
    composition = Composition(page.get_by_role("dialog").get_by_role("combobox"), "jiahe")
    page.keyboard.press("Enter")
    composition.commit("嘉禾")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counties/county:431024**")
    assert len(opened) == 1


def test_keys_of_a_composition_neither_choose_nor_close_in_a_picker(page: Page, settled: Settled, opened: list[str]) -> None:
    page.goto(QUESTION)
    settled(page)
    opened.clear()
    field = page.get_by_label("County", exact=True)
    field.fill("桂阳")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text("Guiyang")
    composition = Composition(field, "xian")
    composition.press("Escape")
    composition.press("Enter")
    expect(field).to_have_attribute("aria-expanded", "true")
    composition.commit("县")
    expect(options.first).to_contain_text("Guiyang")
    page.keyboard.press("Enter")
    page.wait_for_url("**county=county:431021**")
    assert len(opened) == 1


def test_enter_of_a_composition_does_not_rename_a_scenario(page: Page, settled: Settled, opened: list[str]) -> None:
    page.goto("/what-if?origin=all&lang=en")
    settled(page)
    opened.clear()
    field = page.get_by_label("Title")
    composition = Composition(field, "jiahe")
    composition.press("Enter")
    page.keyboard.press("Enter")
    composition.commit("嘉禾")
    page.keyboard.press("Enter")
    page.wait_for_url("**%E5%98%89%E7%A6%BE**")
    assert len(opened) == 1


def test_enter_of_a_composition_does_not_apply_a_parameter(page: Page, settled: Settled, opened: list[str]) -> None:
    page.goto("/questions/claims-against-graph?origin=all&lang=en")
    settled(page)
    opened.clear()
    field = page.get_by_role("main").get_by_label("Metric", exact=True)
    composition = Composition(field, "zhuanye")
    page.keyboard.press("Enter")
    composition.commit("programs")
    page.keyboard.press("Enter")
    page.wait_for_url("**metric=programs**")
    assert len(opened) == 1


def test_keys_of_a_composition_do_not_close_the_hits_of_the_home_page(page: Page, settled: Settled, opened: list[str]) -> None:
    page.goto("/?origin=all&lang=en")
    settled(page)
    opened.clear()
    field = page.get_by_role("main").get_by_role("combobox")
    field.fill("嘉")
    expect(page.get_by_role("main").get_by_role("option").first).to_be_visible()
    composition = Composition(field, "he")
    composition.press("Escape")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-expanded", "true")
    composition.commit("禾")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert len(opened) == 1


@pytest.mark.parametrize("address", ["/questions?origin=all&lang=en&find=a", "/alliances?origin=all&lang=en&q=a"])
def test_a_filter_keeps_what_an_input_method_composes(page: Page, settled: Settled, address: str) -> None:
    page.goto(address)
    settled(page)
    field = page.get_by_role("main").get_by_role("searchbox")
    field.press("End")
    for letters in ("j", "ji", "jia"):
        composition = Composition(field, letters)
        page.wait_for_url(f"**=a{letters}")
    composition.commit("嘉")
    page.wait_for_url("**=a%E5%98%89")
    expect(field).to_have_value("a嘉")
