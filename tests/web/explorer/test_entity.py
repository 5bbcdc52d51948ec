"""Entities and relationships: facts with their evidence, grouped and paged relationships, drawing, table and files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

Settled = Callable[[Page], None]


def test_fact_opens_its_quote_source_and_report_link(page: Page, settled: Settled) -> None:
    page.goto("/schools/school:jiahe-vocational?origin=all&lang=zh")
    settled(page)
    place = page.locator(".facts dd", has_text="嘉禾县")
    place.get_by_role("button", name="来源").click()
    shown = place.locator(".popover")
    expect(shown).to_contain_text("Teachers like Peng Wei and Lei Ning at Jiahe Vocational School")
    expect(shown).to_contain_text("The place is read from the name.")
    expect(shown).to_contain_text("Deep News")
    shown.get_by_text("报告错误").click()
    shown.get_by_role("button", name="复制文字").click()
    expect(shown.get_by_role("button", name="已复制")).to_be_visible()
    report = page.evaluate("navigator.clipboard.readText()")
    assert "LOCATED_IN~school:jiahe-vocational~county:431024" in report
    assert page.url in report
    shown.get_by_role("link", name="打开这条事实").click()
    page.wait_for_url("**/relationships/LOCATED_IN~school:jiahe-vocational~county:431024**")
    settled(page)
    expect(page.locator("main h1")).to_contain_text("嘉禾县")
    expect(page.locator("main h1")).to_contain_text("位于")


def test_relationship_id_with_a_space_opens(page: Page, settled: Settled) -> None:
    page.goto("/schools/school:jiahe-vocational?origin=all&lang=zh")
    settled(page)
    group = page.get_by_role("region", name="校企合作 · 企业").first
    expect(group).to_contain_text("人才互聘")
    group.get_by_role("button", name="来源").click()
    group.get_by_role("link", name="打开这条事实").click()
    expect(page.locator("main h1")).to_contain_text("校企合作")
    page.reload()
    settled(page)
    expect(page.locator("main")).to_contain_text("人才互聘")


def test_groups_match_server_counts_and_can_be_paged(page: Page, settled: Settled, site: str) -> None:
    answer = httpx.get(f"{site}/v1/counties/county:431025/neighbours/counts", trust_env=False, timeout=60).json()
    firms = next(row for row in answer["results"] if row["node_type"] == "Enterprise")
    assert firms["relationships"] > 8
    page.goto("/counties/county:431025?origin=all&lang=zh")
    settled(page)
    group = page.locator("[id='LOCATED_IN.in.Enterprise']")
    expect(group.locator("h3")).to_contain_text(str(firms["relationships"]))
    expect(group.locator("tbody tr")).to_have_count(8)
    group.get_by_role("button", name="显示全部").click()
    expect(group.locator("tbody tr")).to_have_count(firms["relationships"])
    page.reload()
    settled(page)
    expect(group.locator("tbody tr")).to_have_count(firms["relationships"])
    page.get_by_role("button", name="仅有据数据").click()
    expect(group.locator("tbody tr")).to_have_count(firms["origins"]["documented"])
    expect(group).not_to_contain_text("模拟")
    page.go_back()
    expect(group.locator("tbody tr")).to_have_count(firms["relationships"])


def test_neighbour_table_by_shortcut_and_url(page: Page, settled: Settled) -> None:
    page.goto("/schools/school:jiahe-vocational?origin=all&lang=en")
    settled(page)
    picture = page.locator(".graph-canvas canvas").first
    expect(picture).to_be_visible()
    page.keyboard.press("t")
    page.wait_for_url("**view=table**")
    table = page.locator(".graph-view table")
    expect(table).to_contain_text("Lei Ning")
    page.reload()
    settled(page)
    expect(table).to_contain_text("Lei Ning")
    page.keyboard.press("g")
    expect(picture).to_be_visible()


def test_next_steps(page: Page, settled: Settled) -> None:
    page.goto("/schools/school:jiahe-vocational?lang=zh&origin=documented")
    settled(page)
    following = page.get_by_role("navigation", name="下一步")
    assert "for=school:jiahe-vocational" in str(following.get_by_role("link", name="找合作方").get_attribute("href"))
    assert "start=school:jiahe-vocational" in str(following.get_by_role("link", name="图谱").get_attribute("href"))
    following.get_by_text("就此提问").click()
    following.get_by_role("link", name="哪些教师兼任企业顾问").click()
    page.wait_for_url("**/questions/teacher-consultants?**school=school:jiahe-vocational**")
    assert "origin=documented" in page.url


def test_relationships_as_files(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.goto("/schools/school:jiahe-vocational?origin=all&lang=zh")
    settled(page)
    bar = page.get_by_role("group", name="导出").first
    expect(bar).to_contain_text("共 4 行")
    for name in ("CSV", "XLSX"):
        with page.expect_download() as got:
            bar.get_by_role("link", name=name).click()
        got.value.save_as(tmp_path / name)
    text = (tmp_path / "CSV").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 4
    assert "嘉禾县" in text
    sheet = CalamineWorkbook.from_path(str(tmp_path / "XLSX")).get_sheet_by_index(0).to_python()
    assert any("嘉禾县" in map(str, row) for row in sheet)


def test_source_lists_the_rows_based_on_it(page: Page, settled: Settled) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto("/sources/source:deep-news?origin=all&lang=zh")
    settled(page)
    assert len([url for url in requests if "sources/source:deep-news/counts" in url]) == 1
    assert not [url for url in requests if "filter=sources" in url], "no list is asked before it is opened"
    schools = page.get_by_role("button", name="学校", exact=False).first
    schools.click()
    expect(page.locator(".resting tbody")).to_contain_text("嘉禾县职业中专")
    assert "all=School" in page.url


def test_missing_entity_shows_a_message(page: Page, watched: object) -> None:
    page.goto("/schools/school:nowhere?origin=all&lang=zh")
    expect(page.get_by_role("alert")).to_contain_text("未找到")
    watched.complaints.clear()  # type: ignore[attr-defined]


def test_claim_is_cited_with_figure_quote_and_sources_in_every_format(page: Page, settled: Settled) -> None:
    page.goto("/claims/claim:aligned-share.secondary?lang=en")
    settled(page)
    panel = page.locator(".entity-top .panel").last
    panel.get_by_role("button", name="Cite").click()
    text = panel.get_by_role("textbox", name="Citation")
    expect(text).to_have_value(re.compile("83.6%"))
    for name in ("GB/T 7714", "APA", "BibTeX", "RIS", "CSL-JSON"):
        panel.get_by_label("Citation format").select_option(label=name)
        expect(text).to_have_value(re.compile(r"83\.6.*secondary vocational school programs", re.DOTALL))


def test_documented_school_is_listed_at_its_county_with_documented_rows_only(page: Page, settled: Settled) -> None:
    page.goto("/counties/county:431024?lang=en&origin=documented")
    settled(page)
    row = page.locator("tbody tr", has=page.locator("a[href*='school:jiahe-vocational']")).first
    expect(row.locator(".origin-inferred")).to_be_visible()
