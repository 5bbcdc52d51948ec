"""The partners page: candidates from a county with reasons, weights, descriptions, shortlist, call, smallest set."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"
LINWU = "county:431025"
FOCUS = "region:431000"
"""The place of the pages unless their URL names another."""
Settled = Callable[[Page], None]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_candidates_from_linwu_with_reasons(page: Page, settled: Settled, site: str) -> None:
    """Alliance card, find partners, county; a reason opens its rows."""
    page.goto("/alliances?origin=all&lang=zh")
    page.locator(".alliance-cards a").first.click()
    page.get_by_role("link", name="为该联合体寻找合作方").click()
    field = page.get_by_role("combobox", name="候选所在区县")
    field.fill("临武")
    page.get_by_role("listbox").get_by_role("option", name="临武县").click()
    settled(page)
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        asked = {"for": ALLIANCE, "in_county": LINWU, "top": 50, "limit": 1000, "place": FOCUS}
        rows = client.get("/v1/partners", params=asked).json()["results"]
    wanted = [row for row in rows if row["what"] == "candidate"]
    assert wanted
    expect(page.get_by_role("heading", name=f"临武县的 {len(wanted)} 个候选")).to_be_visible()
    cards = page.locator(".candidate")
    expect(cards).to_have_count(len(wanted))
    expect(cards.first.locator(".rank")).to_contain_text(str(wanted[0]["rank"]))
    expect(cards.first).to_contain_text("临武县")
    cards.first.locator(".reason").first.click()
    dialog = page.get_by_role("dialog", name="这个数字的依据")
    expect(dialog.locator("tbody tr").first).to_be_visible()
    page.keyboard.press("Escape")
    # A real enterprise is labelled as such; a label next to its score says that the reasons rest on simulated members.
    real = cards.filter(has_text="安能")
    expect(real.locator("h3 .origin-documented")).to_be_visible()
    expect(real.locator(".weakest .origin-simulated")).to_be_visible()
    page.get_by_role("button", name="仅有据数据").click()
    expect(page.get_by_text("没有候选具备有据可查的理由。这不等于否定")).to_be_visible()
    others = page.locator("section[aria-labelledby=also-here]")
    expect(others).to_contain_text("安能")
    expect(others.locator(".origin-simulated")).to_have_count(0)
    page.get_by_role("button", name="含模拟数据").click()
    expect(cards).to_have_count(len(wanted))


def test_weights_are_in_the_url_and_change_the_scores(page: Page, settled: Settled) -> None:
    page.goto(f"/partners?for={ALLIANCE}&origin=all&lang=en")
    settled(page)
    points = page.locator(".candidate .points").first
    before = points.inner_text()
    slider = page.get_by_role("slider", name="people in common")
    slider.focus()
    slider.press("Home")
    expect(points).not_to_have_text(before)
    assert query(page)["weights"] == ["people=0"]
    after = points.inner_text()
    expect(page.get_by_text("How stable is this ranking?")).to_be_visible()
    page.reload()
    expect(points).to_have_text(after)
    page.get_by_role("button", name="Reset weights").click()
    expect(points).to_have_text(before)
    page.go_back()
    expect(points).to_have_text(after)


def test_partner_search_by_description(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.goto("/partners?origin=all&lang=en")
    page.get_by_role("button", name="Describe one").click()
    page.get_by_role("combobox", name="County").fill("临武")
    page.get_by_role("listbox").get_by_role("option", name="Linwu County").click()
    page.get_by_role("combobox", name="Sectors or industries").fill("lithium")
    page.get_by_role("listbox").get_by_role("option").first.click()
    settled(page)
    cards = page.locator(".candidate")
    expect(cards).to_have_count(10)
    assert query(page)["d_county"] == [LINWU]
    cards.first.locator(".reason").first.click()
    expect(cards.first.get_by_role("region", name="Evidence").locator("tbody tr").first).to_be_visible()
    bar = page.locator(".partners-results").get_by_role("group", name="Export")
    for name in ("CSV", "XLSX"):
        with page.expect_download() as waiting:
            bar.get_by_role("link", name=name).click()
        waiting.value.save_as(tmp_path / name)
    text = (tmp_path / "CSV").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert {row["rank"] for row in rows if row["what"] == "candidate"} == {str(rank) for rank in range(1, 11)}
    assert all(row["evidence"] for row in rows if row["what"] == "reason" and int(row["rows"]) > 0)
    sheet = CalamineWorkbook.from_path(str(tmp_path / "XLSX")).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(rows) + 1
    bar.get_by_role("button", name="Cite").click()
    expect(bar.get_by_role("textbox", name="Citation")).to_have_value(re.compile(r"/v1/match\?described="))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Description as a file").click()
    waiting.value.save_as(tmp_path / "description.json")
    assert json.loads((tmp_path / "description.json").read_text())["county"] == LINWU
    page.reload()
    expect(cards).to_have_count(10)


def test_shortlist_is_kept_and_answers_a_call(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.goto(f"/partners?for={ALLIANCE}&only=school&origin=all&lang=en")
    settled(page)
    buttons = page.locator(".candidate .shortlist-button")
    buttons.nth(0).click()
    buttons.nth(1).click()
    shortlist = page.locator(".shortlist")
    expect(shortlist.locator(".shortlisted li")).to_have_count(2)
    assert len(query(page)["shortlist"][0].split(",")) == 2
    page.get_by_role("button", name="Build a bid").click()
    settled(page)
    expect(page.get_by_role("heading", name="Your shortlist compared with this call")).to_be_visible()
    expect(page.locator(".panel .needs li").first).to_contain_text("2 of 3")
    enterprises = page.get_by_role("spinbutton", name="Enterprises")
    enterprises.fill("2")
    enterprises.press("Enter")
    expect(page.locator(".consortium").first.locator(".needs")).to_contain_text("of 2")
    page.reload()
    expect(shortlist.locator(".shortlisted li")).to_have_count(2)
    with page.expect_download() as waiting:
        shortlist.get_by_role("link", name="XLSX").click()
    waiting.value.save_as(tmp_path / "schools.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "schools.xlsx"))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert all(known in cells for known in query(page)["shortlist"][0].split(","))
    shortlist.get_by_role("button", name="Clear the shortlist").click()
    expect(shortlist).to_contain_text("Your shortlist is empty.")


def test_smallest_set_states_whether_it_is_proven(page: Page, settled: Settled) -> None:
    page.goto(f"/partners?tab=smallest&counties={LINWU}&origin=all&lang=en")
    settled(page)
    expect(page.locator(".set-figures")).to_contain_text("proven smallest")
    expect(
        page.get_by_role("region", name="What is the smallest set of partners that covers everything?").locator("tbody tr").first
    ).to_be_visible()
    page.get_by_role("button", name="Candidates").click()
    assert "counties" not in query(page)
