"""Measures: figures with their rows, refused values with reasons, excluded rows, and reported claims."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from graph.measures.registry import load_measures
from tests.web.explorer.test_question import asked, cells

Settled = Callable[[Page], None]


def test_every_measure_is_listed_and_opens(page: Page, settled: Settled) -> None:
    page.goto("/measures?origin=all&lang=zh")
    settled(page)
    expect(page.locator(".measure-card")).to_have_count(len(load_measures()))
    page.get_by_role("link", name="这个产教联合体是在实际运行，还是只停留在纸面上？").click()
    settled(page)
    expect(page.locator(".figures tbody tr").first).to_be_visible()


@pytest.mark.parametrize("name", list(load_measures()))
def test_each_measure_shows_its_figures(page: Page, settled: Settled, name: str) -> None:
    given = "&".join(f"{key}={value}" for key, value in load_measures()[name].example.items())
    page.goto(f"/measures/{name}?origin=all&lang=zh&{given}")
    settled(page)
    expect(page.locator(".figures tbody tr").first).to_be_visible()
    assert page.locator("[role=alert]").count() == 0
    expect(page.locator(".definition h3").first).to_have_text("Formula")


def test_figure_opens_its_rows_and_updates_the_url(page: Page, settled: Settled) -> None:
    page.goto("/measures/alignment?origin=all&lang=en&by=all&crosswalk=declared")
    settled(page)
    page.locator(".figures tbody tr").first.get_by_role("button", name="See the evidence").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tbody tr").first).to_be_visible()
    page.reload()
    settled(page)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.wait_for_url(lambda url: "audit=" not in url)


def test_parameters_are_limited_and_change_the_figures(page: Page, settled: Settled) -> None:
    page.goto("/measures/gaps?origin=all&lang=en")
    settled(page)
    few = page.get_by_label("Maximum that counts as few", exact=False)
    enough = page.locator(".figures tbody tr").filter(has_text="enough")
    before = enough.count()
    few.fill("9")
    few.press("Enter")
    page.wait_for_url(re.compile("few=9"))
    expect(enough).not_to_have_count(before)
    settled(page)
    few.fill("0")
    few.press("Enter")
    assert asked(page)["few"] == ["9"], "a number out of its limits is not asked for"
    page.get_by_label("Method").select_option("catalogue")
    page.wait_for_url(re.compile("crosswalk=catalogue"))
    page.get_by_role("button", name="Reset to defaults").click()
    page.wait_for_url(lambda url: "few=" not in url)
    expect(enough).to_have_count(before)


def test_insufficient_data_shows_the_reason_and_claims_are_separate(page: Page, settled: Settled) -> None:
    page.goto("/measures/alignment?lang=zh&origin=documented")
    settled(page)
    rows = page.locator(".figures tbody tr")
    expect(rows.first).to_contain_text("数据不足，不给数字")
    expect(rows.first).to_contain_text("数据不足")
    expect(page.locator(".lead")).to_contain_text("均因数据不足而不给")
    reported = page.get_by_role("region", name="报道数据，并非计算所得")
    expect(reported).to_contain_text("83.6%")
    assert "83.6%" not in page.locator(".figures").inner_text()
    expect(page.get_by_role("region", name="未计入的数据")).to_contain_text("未收集")
    page.get_by_role("button", name="含模拟数据").click()
    expect(rows.first.locator(".figure").first).to_contain_text("83.61%")
    expect(rows.first).to_contain_text("数据不足")


def test_required_entity_is_requested(page: Page, settled: Settled) -> None:
    page.goto("/measures/similar-schools?origin=all&lang=zh")
    settled(page)
    expect(page.get_by_role("status").first).to_contain_text("学校")
    page.get_by_role("link", name="查看示例").click()
    expect(page.locator(".figures tbody tr").first).to_be_visible()


def test_figures_sort_numerically_and_keep_their_audits(page: Page, settled: Settled, site: str) -> None:
    page.goto("/measures/alignment?lang=zh&by=level&origin=documented")
    settled(page)
    rows = page.request.get(f"{site}/v1/measures/alignment?by=level&place=region:431000").json()["results"]
    page.get_by_role("button", name="含模拟数据").click()
    settled(page)
    value = page.get_by_role("columnheader", name="数值")
    for way, falls in (("ascending", False), ("descending", True)):
        value.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(value).to_have_attribute("aria-sort", way)
        known = sorted((row["value"] for row in rows if row["value"] is not None), reverse=falls)
        shown = [cell.split("\n")[0].split(" ")[0] for cell in cells(page, "数值")]
        refused = [cell for cell in shown if not cell.endswith("%")]
        assert [float(cell.removesuffix("%")) for cell in shown[: len(known)]] == [round(number, 2) for number in known]
        assert shown[len(known) :] == refused, "figures that are refused come last in both directions"
    assert asked(page)["sort"] == ["-value"]
    page.reload()
    settled(page)
    expect(value).to_have_attribute("aria-sort", "descending")
    most = max((row for row in rows if row["value"] is not None), key=lambda row: row["value"])
    page.locator(".figures tbody tr").first.get_by_role("button", name="查看依据").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert asked(page)["audit"] == [most["audit"]]
    page.keyboard.press("Escape")
    page.get_by_role("columnheader", name="仅计有据数据").get_by_role("button").click()
    page.wait_for_url(re.compile("sort=documented"))
    page.go_back()
    expect(value).to_have_attribute("aria-sort", "descending")
