"""Fact check: reported figures with the counts of the graph, and the facts based on a source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.web.explorer.test_question import asked

Settled = Callable[[Page], None]


def test_reported_share_is_shown_with_the_count_and_its_source(page: Page, settled: Settled) -> None:
    page.goto("/claims?origin=all&lang=zh")
    settled(page)
    row = page.locator(".claims tbody tr").filter(has_text="中职专业对接本地重点产业占比")
    expect(row.locator(".reported-figure")).to_have_text("83.6%")
    expect(row.locator("td span[lang=zh]", has_text="全市中职").first).to_be_visible()
    expect(row.locator(".counted-line")).to_have_count(2)
    expect(row.locator(".counted-line").nth(1)).to_contain_text("模拟")
    expect(row.locator(".counted-line").nth(1)).to_contain_text("模拟数据按此数字生成，不能用于核对。")
    page.get_by_role("button", name="仅有据数据").click()
    # The first request with an origin plans the query, which is slow.
    expect(row.locator(".counted-line .origin-simulated")).to_have_count(0, timeout=60_000)
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=60_000)
    settled(page)
    row.get_by_role("button", name=re.compile("出处")).click()
    expect(page.locator(".popover:popover-open blockquote").first).to_contain_text("83.6%")
    expect(page.locator(".popover:popover-open")).to_contain_text("Chenzhou Model")


def test_filters_are_in_the_url_and_removable(page: Page, settled: Settled) -> None:
    page.goto("/claims?origin=all&lang=en")
    settled(page)
    rows = page.locator(".claims tbody tr")
    whole = rows.count()
    page.get_by_label("Theme", exact=True).select_option("programs")
    expect(rows.first).to_contain_text("Programs")
    themed = rows.count()
    assert 0 < themed < whole
    page.get_by_label("Year").select_option("2024")
    expect(rows).not_to_have_count(themed)
    page.reload()
    settled(page)
    assert asked(page) == {"lang": ["en"], "origin": ["all"], "theme": ["programs"], "year": ["2024"]}
    for row in rows.all():
        assert "2024" in row.inner_text()
    page.goto("/claims?origin=all&lang=en&theme=programs&scope=alliance")
    settled(page)
    page.get_by_role("button", name="Remove filter: Scope").click()
    expect(rows).to_have_count(themed)
    page.go_back()
    expect(page.locator(".state.empty")).to_be_visible()


def test_claims_about_an_entity(page: Page, settled: Settled) -> None:
    page.goto("/claims?origin=all&lang=zh")
    settled(page)
    page.get_by_role("combobox", name="关于").fill("free trade zone new")
    page.get_by_role("listbox").get_by_role("option").filter(has_text="新材料与信息技术").first.click()
    page.wait_for_url(re.compile("about=alliance:"))
    settled(page)
    expect(page.locator(".claims tbody")).to_contain_text("107 家单位")


def test_facts_of_a_source(page: Page, settled: Settled) -> None:
    page.goto("/claims?origin=all&lang=zh&part=sources")
    settled(page)
    first = page.locator(".source-list > li").first
    expect(first).to_contain_text("Chenzhou Model")
    first.get_by_role("button", name="以它为依据的事实").click()
    page.wait_for_url(re.compile("source=source:deep-news"))
    claims = first.locator("section.resting").filter(has_text="报道数据")
    claims.get_by_role("button", name="报道数据").click()
    settled(page)
    number = int(claims.locator("h4 b").inner_text())
    expect(claims.locator("tbody tr")).to_have_count(number)
    fed = first.locator("section.resting").filter(has_text="毕业生去向")
    fed.get_by_role("button", name="毕业生去向").click()
    expect(fed.locator("tbody tr").first.locator("a.thing")).to_have_count(2)
    assert asked(page)["all"] == ["Claim,FEEDS"]
    page.reload()
    settled(page)
    expect(claims.locator("tbody tr")).to_have_count(number)
    # Another source starts closed.
    page.locator(".source-list > li").nth(1).get_by_role("button", name="以它为依据的事实").click()
    page.wait_for_url(lambda url: "all=" not in url)


def test_files_and_citation_are_of_the_filtered_rows(page: Page, settled: Settled, site: str) -> None:
    page.goto("/claims?origin=all&lang=en&theme=alignment&scope=city, secondary")
    settled(page)
    bar = page.locator(".export-bar")
    address = bar.get_by_role("link", name="JSON").get_attribute("href") or ""
    rows = [json.loads(line) for line in page.request.get(f"{site}{address}").text().splitlines()]
    assert {row["scope"] for row in rows} == {"city, secondary"}
    assert {row["metric"] for row in rows} == {"aligned_share"}
    bar.get_by_role("button", name="Cite").click()
    expect(bar.get_by_role("textbox", name="Citation")).to_have_value(
        re.compile(r"Selection: .*metric aligned_share; .*scope city, secondary")
    )
