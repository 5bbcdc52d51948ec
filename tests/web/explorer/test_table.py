"""Tables: filter builder, sorting, groups, virtual scrolling, and files with all rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

Settled = Callable[[Page], None]
FOCUS = "region:431000"
"""The place of the pages unless their URL names another."""


def total(page: Page) -> int:
    found = re.search(r"共 ([\d,]+) 行", page.locator(".headline").inner_text())
    assert found is not None
    return int(found[1].replace(",", ""))


def count(site: str, **query: str) -> int:
    response = httpx.get(
        f"{site}/v1/programs", params={"total": "true", "per_page": 1, "place": FOCUS, **query}, trust_env=False, timeout=60
    )
    return response.json()["meta"]["total"]


def test_filter_builder_updates_the_url(page: Page, settled: Settled, site: str) -> None:
    page.goto("/table/programs?origin=all&lang=zh")
    settled(page)
    assert total(page) == count(site)
    page.get_by_role("button", name="添加条件").click()
    form = page.locator(".add-condition")
    form.get_by_label("字段").select_option("level")
    form.get_by_label("中职", exact=True).check()
    form.get_by_label("职业本科").check()
    form.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator(".condition")).to_have_text(re.compile("层次.*是.*中职.*或.*职业本科"))
    settled(page)
    wanted = "level:secondary|vocational undergraduate"
    assert total(page) == count(site, filter=wanted)
    page.get_by_role("button", name="添加条件").click()
    form.get_by_label("字段").select_option("school")
    form.get_by_label("它的哪一项").select_option("county")
    form.get_by_label("值").fill("嘉禾")
    form.get_by_role("option", name="嘉禾县").first.click()
    form.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator(".condition")).to_have_count(2)
    expect(page.locator(".condition").nth(1)).to_contain_text("学校的区县")
    expect(page.locator(".condition").nth(1)).to_contain_text("嘉禾县")
    settled(page)
    both = count(site, filter=f"{wanted},school.county:county:431024")
    assert 0 < both == total(page)
    page.reload()
    settled(page)
    assert total(page) == both
    page.get_by_role("button", name="仅有据数据").click()
    settled(page)
    expect(page.locator(".headline")).to_contain_text(
        f"共 {count(site, filter=f'{wanted},school.county:county:431024', origin='documented')} 行"
    )
    page.go_back()
    settled(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".condition").nth(1)).to_contain_text("Jiahe County")
    page.get_by_role("button", name=re.compile("Remove filter: level")).click()
    expect(page.locator(".condition")).to_have_count(1)


def test_empty_answer_states_the_cause_and_errors_are_explained(page: Page, settled: Settled, watched: object) -> None:
    page.goto("/table/programs?origin=all&lang=zh&filter=level:secondary,enrolment:>99999")
    settled(page)
    empty = page.locator(".state.empty")
    expect(empty).to_be_visible()
    empty.get_by_role("button", name="清除筛选").click()
    settled(page)
    assert total(page) > 0
    page.get_by_text("以文本编辑").click()
    page.locator(".written input").fill("levle:secondary")
    page.get_by_role("button", name="使用这条语句").click()
    expect(page.get_by_role("alert")).to_contain_text("levle")
    watched.complaints.clear()  # type: ignore[attr-defined]  # the browser logs the rejected request


def test_order_and_columns(page: Page, settled: Settled, site: str) -> None:
    page.goto("/table/enterprises?origin=all&lang=zh")
    settled(page)
    head = page.get_by_role("columnheader", name=re.compile("员工数"))
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    settled(page)
    largest = {"sort": "-employees", "per_page": 1, "place": FOCUS}
    first = httpx.get(f"{site}/v1/enterprises", params=largest, trust_env=False, timeout=60).json()["results"][0]
    expect(page.locator("tbody tr").first).to_contain_text(first["name_zh"])
    page.get_by_text("列", exact=True).click()
    page.get_by_role("checkbox", name="备注").check()
    page.get_by_role("checkbox", name="员工数").uncheck()
    expect(page.get_by_role("columnheader", name=re.compile("备注"))).to_be_visible()
    expect(page.get_by_role("columnheader", name=re.compile("员工数"))).to_have_count(0)
    page.reload()
    settled(page)
    expect(page.get_by_role("columnheader", name=re.compile("备注"))).to_be_visible()


def test_groups_add_up_and_link_to_their_rows(page: Page, settled: Settled) -> None:
    page.goto("/table/schools?origin=all&lang=zh")
    settled(page)
    whole = total(page)
    page.get_by_label("分组").select_option("level")
    page.get_by_label("再按").select_option("county")
    settled(page)
    rows = page.locator("tbody tr")
    counts = [int(text) for text in rows.locator("td.numeric").all_inner_texts()]
    assert sum(counts) == whole
    chosen = page.locator("tbody tr", has_text="嘉禾县").first
    wanted = int(chosen.locator("td.numeric").inner_text())
    chosen.get_by_role("button", name="查看这些行").click()
    expect(page.locator(".condition")).to_have_count(2)
    settled(page)
    assert total(page) == wanted


def test_scrolling_all_rows_keeps_few_in_memory(page: Page, settled: Settled) -> None:
    page.goto("/table/enterprises?origin=all&lang=zh")
    settled(page)
    whole = total(page)
    assert whole > 500
    scroller = page.locator(".table-scroll.long")
    for _ in range(200):
        scroller.evaluate("box => box.scrollTo(0, box.scrollHeight)")
        settled(page)
        if page.locator(f"tr[aria-rowindex='{whole + 1}'] a.thing").count() > 0:
            break
    expect(page.locator(f"tr[aria-rowindex='{whole + 1}'] a.thing")).to_be_visible()
    assert page.locator("tbody tr").count() < 80
    scroller.evaluate("box => box.scrollTo(0, 0)")
    expect(page.locator("tr[aria-rowindex='2'] a.thing")).to_be_visible()


def test_files_contain_all_matching_rows(page: Page, settled: Settled) -> None:
    page.goto("/table/enterprises?origin=all&lang=zh&filter=has:county")
    settled(page)
    whole = total(page)
    expect(page.locator(".export-bar")).to_contain_text(f"共 {whole} 行")
    with page.expect_download() as given:
        page.get_by_role("link", name="CSV").click()
    content = Path(given.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert len(rows) == whole
    assert {"id", "name", "sources", "origin"} <= set(rows[0])
    with page.expect_download() as given:
        page.get_by_role("link", name="XLSX").click()
    sheet = CalamineWorkbook.from_path(given.value.path()).get_sheet_by_index(0).to_python()
    assert len(sheet) == whole + 1


def test_row_opens_its_entity_and_source(page: Page, settled: Settled) -> None:
    page.goto("/table/programs?origin=all&lang=zh&filter=origin:documented")
    settled(page)
    row = page.locator("tbody tr").first
    row.get_by_role("button", name=re.compile("来源")).click()
    expect(page.locator("[popover]:popover-open .evidence")).to_be_visible()
    page.keyboard.press("Escape")
    row.locator("a.thing").first.click()  # an open chip also contains a link to an entity, its source
    page.wait_for_url(re.compile("/programs/"))
    page.goto("/table/nothing?origin=all&lang=zh")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这个类型")
