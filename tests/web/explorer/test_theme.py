"""Light and dark: both have enough contrast, the switch and the language are remembered, and pictures are always light."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.explorer.test_pages import ADDRESSES, AXE, with_lang

Settled = Callable[[Page], None]
DARK_BODY = "rgb(13, 20, 26)"
LIGHT_BODY = "rgb(246, 247, 249)"
DARK_INK = "rgb(233, 239, 243)"


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_text_on_a_dark_page_has_enough_contrast(page: Page, settled: Settled, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(with_lang(f"{address}{'&' if '?' in address else '?'}origin=all", "zh"))
    settled(page)
    assert background(page) == DARK_BODY
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['color-contrast', 'link-in-text-block']})")
    low = [(item["id"], [node["html"][:200] for node in item["nodes"]]) for item in found["violations"]]
    assert low == [], json.dumps(low, ensure_ascii=False, indent=1)


def test_the_page_follows_the_system(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    assert background(page) == LIGHT_BODY
    page.emulate_media(color_scheme="dark")
    assert background(page) == DARK_BODY
    expect(page.get_by_role("button", name="Light theme")).to_be_visible()


def test_the_switch_is_remembered(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en")
    settled(page)
    page.get_by_role("button", name="Dark theme").click()
    assert background(page) == DARK_BODY
    page.goto("/questions")
    settled(page)
    assert background(page) == DARK_BODY
    page.get_by_role("button", name=re.compile("Light theme|浅色界面")).click()
    page.reload()
    settled(page)
    assert background(page) == LIGHT_BODY


def test_the_language_is_remembered(browser: Browser, site: str, settled: Settled) -> None:
    context = browser.new_context(base_url=site, locale="zh-CN")
    page = context.new_page()
    page.goto("/questions")
    settled(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    page.get_by_role("button", name="English").click()
    page.goto("/questions")
    settled(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()


def test_a_picture_of_a_dark_page_is_light(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/counties?origin=all&lang=en")
    settled(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG").click()
    path = tmp_path / "counties.svg"
    saved.value.save_as(path)
    assert DARK_INK not in path.read_text(encoding="utf-8")
    assert page.evaluate("getComputedStyle(document.querySelector('main svg text')).fill") == DARK_INK


def test_paper_is_light(page: Page, settled: Settled) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/counties?origin=all&lang=en")
    settled(page)
    page.emulate_media(color_scheme="dark", media="print")
    assert background(page) == "rgb(255, 255, 255)"
