"""The command palette: opened by keys and button, understood words, keyboard, names for screen readers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.explorer.test_pages import AXE

Settled = Callable[[Page], None]


def opened(page: Page, settled: Settled, address: str = "/questions?lang=zh") -> Locator:
    """Open a page and its palette, and return the field."""
    page.goto(address)
    settled(page)
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog").get_by_role("combobox")
    expect(field).to_be_focused()
    return field


def options(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("option")


def typed(page: Page, field: Locator, text: str) -> None:
    """Type a text and wait for its results."""
    field.fill(text)
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("条结果")


@pytest.mark.parametrize("key", ["Control+k", "Meta+k", "/"])
def test_keys_open_it_and_escape_returns_the_focus(page: Page, settled: Settled, key: str) -> None:
    page.goto("/questions?lang=en")
    settled(page)
    button = page.get_by_role("button", name="Search or go to")
    button.focus()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_button_opens_it_on_a_phone(page: Page, settled: Settled) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/questions?lang=en")
    settled(page)
    page.get_by_role("button", name="Search or go to").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 844)
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("桂阳 企业 毕业生", "/questions/enterprises-fed-by-programs?county=county:431021"),
        ("guiyang companies graduates", "/questions/enterprises-fed-by-programs?county=county:431021"),
        ("桂阳", "/counties/county:431021"),
        ("契合度", "/alignment"),
    ],
)
def test_enter_opens_what_the_words_mean(page: Page, settled: Settled, text: str, address: str) -> None:
    field = opened(page, settled)
    typed(page, field, text)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: address in url.replace("lang=zh&", "").replace("?lang=zh", ""))
    settled(page)


def test_the_list_of_a_place_is_offered(page: Page, settled: Settled) -> None:
    field = opened(page, settled)
    typed(page, field, "桂阳企业")
    options(page).filter(has_text="桂阳县的企业").click()
    page.wait_for_url("**/table/enterprises?**place=county:431021**")
    settled(page)
    expect(page.get_by_role("main").locator("tbody tr").first).to_be_visible()


def test_enter_before_the_results_opens_the_first_of_them(page: Page, settled: Settled) -> None:
    opened(page, settled)
    page.keyboard.type("嘉禾县")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counties/county:431024**")


def test_arrows_move_and_the_field_names_the_selection(page: Page, settled: Settled) -> None:
    field = opened(page, settled)
    typed(page, field, "嘉禾")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    second = options(page).nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(second.get_attribute("id")))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**q=%E5%98%89%E7%A6%BE**")


def test_an_action_is_done(page: Page, settled: Settled) -> None:
    field = opened(page, settled)
    typed(page, field, "深色")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_unknown_words_say_so(page: Page, settled: Settled) -> None:
    field = opened(page, settled)
    field.fill("qqqqxyz")
    expect(page.get_by_role("dialog").get_by_text("没有匹配项。可输入汉字、拼音或英文名称，或只输入一个词。")).to_be_visible()


def test_a_screen_reader_gets_names_roles_and_groups(page: Page, settled: Settled) -> None:
    field = opened(page, settled)
    typed(page, field, "桂阳 企业 毕业生")
    expect(field).to_have_accessible_name("搜索或跳转")
    expect(page.get_by_role("dialog")).to_have_accessible_name("搜索或跳转")
    expect(page.get_by_role("dialog").get_by_role("listbox")).to_have_accessible_name("结果")
    groups = page.get_by_role("dialog").get_by_role("group")
    expect(groups.first).to_have_accessible_name("问题与清单")
    expect(groups.nth(1)).to_have_accessible_name("对象")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["", "桂阳 企业 毕业生", "qqqqxyz"])
def test_it_is_accessible(page: Page, settled: Settled, scheme: str, text: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    field = opened(page, settled)
    if text:
        typed(page, field, text)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    bad = [(item["id"], [node["html"][:200] for node in item["nodes"]]) for item in found["violations"]]
    assert bad == [], json.dumps(bad, ensure_ascii=False, indent=1)
