"""The start page: suggestions while typing, question cards with examples, counts that follow the origin switch."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

Settled = Callable[[Page], None]


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pytest.mark.parametrize(
    ("typed", "found", "address"),
    [
        ("桂阳", "桂阳县", "/counties/county:431021"),
        ("guiyang", "桂阳县", "/counties/county:431021"),
        ("京东", "京东集团", "/enterprises/enterprise:jd"),
        ("xiangnan univ", "湘南学院", "/schools/school:4143010545"),
    ],
)
def test_suggestions_while_typing_and_keyboard_selection(page: Page, settled: Settled, typed: str, found: str, address: str) -> None:
    page.goto("/?origin=all&lang=zh")
    settled(page)
    box = page.get_by_role("main").get_by_role("combobox")
    box.press_sequentially(typed)
    hits = page.locator("main").get_by_role("option")
    expect(hits.first).to_contain_text(found)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(hits.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    page.wait_for_url(f"**{address}**")
    expect(page.locator("main h1")).to_contain_text(found)
    page.go_back()
    expect(page.get_by_role("main").get_by_role("combobox")).to_be_visible()


def test_enter_without_selection_shows_all_hits_and_escape_closes(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en&origin=documented")
    settled(page)
    box = page.get_by_role("main").get_by_role("combobox")
    box.press_sequentially("jiahe")
    expect(page.locator("main").get_by_role("option").first).to_contain_text("Jiahe County")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Enter")
    page.wait_for_url("**/search?**")
    settled(page)
    assert "q=jiahe" in page.url
    assert "origin=documented" in page.url
    assert "lang=en" in page.url


def test_card_opens_its_question_with_the_example(page: Page, settled: Settled) -> None:
    page.goto("/?origin=all&lang=zh")
    settled(page)
    assert [heading.strip() for heading in page.locator(".home-group h3").all_inner_texts()] == [
        "人才培养与产业",
        "合作方",
        "联合体",
        "核查",
    ]
    card = page.get_by_role("link", name="哪些企业吸纳哪些专业点的毕业生")
    expect(card).to_contain_text("嘉禾县")
    card.click()
    page.wait_for_url("**/questions/enterprises-fed-by-programs?**county=county:431024**")


def test_counts_match_the_server_and_the_origin_switch(page: Page, settled: Settled, site: str) -> None:
    counts = httpx.get(f"{site}/v1/meta", params={"place": "region:431000"}, trust_env=False, timeout=60).json()["results"][0]["counts"]
    page.goto("/?origin=all&lang=zh")
    settled(page)
    schools = page.locator(".home-counts li", has_text="学校")
    assert number(schools.locator("b").inner_text()) == sum(counts["School"].values()) - counts["School"]["simulated"]
    expect(schools).to_contain_text("模拟")
    page.get_by_role("button", name="仅有据数据").click()
    expect(schools).not_to_contain_text("模拟")
    assert number(schools.locator("b").inner_text()) == counts["School"]["documented"]
    counties = page.locator(".home-counts li", has_text="区县")
    assert number(counties.locator("b").inner_text()) == counts["County"]["reference"]
    assert "origin=documented" in page.url
    page.reload()
    settled(page)
    assert number(schools.locator("b").inner_text()) == counts["School"]["documented"]


def test_the_page_names_the_region_and_says_what_is_known(page: Page, settled: Settled) -> None:
    page.goto("/?lang=zh")
    settled(page)
    main = page.get_by_role("main")
    expect(main.locator(".eyebrow")).to_have_text("湖南省郴州市 · 职业教育与产业")
    expect(main.get_by_role("heading", level=1)).to_have_text("郴州市的专业设置，对上本地产业了吗？")
    expect(main.get_by_role("heading", name="目前知道什么，还不知道什么")).to_be_visible()
    assert main.locator(".verdict-part").all_inner_texts() == ["报道的说法", "能核实的", "还缺什么", "下一步"]
