"""Rules for every page: the URL holds the state, small screens work, and printing shows the screen content."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.explorer.conftest import Watched
from tests.web.explorer.pdf import text_of
from tests.web.explorer.test_pages import ADDRESSES, AXE, with_lang

Settled = Callable[[Page], None]
FILTERED = "/table/programs?filter=level:secondary&origin=all&lang=en"


def test_reload_back_and_another_browser_restore_the_state(page: Page, browser: Browser, site: str, settled: Settled) -> None:
    page.goto(FILTERED)
    settled(page)
    shown = page.get_by_role("main").locator("tbody tr").first.inner_text()
    page.get_by_role("button", name="中文").click()
    settled(page)
    assert "filter=level:secondary" in page.url
    page.go_back()
    settled(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    settled(page)
    assert page.get_by_role("main").locator("tbody tr").first.inner_text() == shown
    other = browser.new_page(base_url=site, locale="fr-FR")
    other.goto(page.url)
    settled(other)
    assert other.get_by_role("main").locator("tbody tr").first.inner_text() == shown
    other.close()


def test_language_origin_and_date_are_kept_across_pages(page: Page, settled: Settled) -> None:
    page.goto("/?lang=en&origin=documented&as_of=2024")
    settled(page)
    page.get_by_role("navigation").get_by_role("link", name="Atlas", exact=True).click()
    settled(page)
    assert all(part in page.url for part in ("/counties?", "lang=en", "origin=documented", "as_of=2024"))
    expect(page.get_by_role("banner").get_by_role("note")).to_have_text("Demo: simulated data is loaded. It is hidden here.")
    expect(page).to_have_title("Counties · Alliance explorer")
    expect(page.get_by_role("navigation", name="Pages").locator("[aria-current]")).to_have_text("Atlas")
    expect(page.get_by_role("navigation", name="Atlas").locator("[aria-current=page]")).to_have_text("Counties")


def test_shortcuts_are_listed(page: Page, settled: Settled) -> None:
    page.goto("/schools/school:jiahe-vocational?origin=all&lang=en")
    settled(page)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts on this page")
    expect(keys).to_be_visible()
    assert {"/", "?", "Escape", "g", "t"} <= set(keys.locator("kbd").all_inner_texts())
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Search, or go to a page").get_by_role("combobox")).to_be_focused()


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_fit_a_phone(page: Page, settled: Settled, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(with_lang(address, "en"))
    settled(page)
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{wide[0]} px on a screen of {wide[1]} px"


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_keyboard_reaches_every_scroll_area_and_there_is_a_heading(page: Page, settled: Settled, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(with_lang(address, "en"))
    settled(page)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    settled(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = ["scrollable-region-focusable", "page-has-heading-one"]
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    assert [(item["id"], [node["html"][:200] for node in item["nodes"]]) for item in found["violations"]] == []


def test_the_picture_of_changes_is_a_scroll_area_for_the_keyboard(page: Page, settled: Settled) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/alignment?origin=all&lang=en")
    settled(page)
    area = page.get_by_role("region", name="Openings, closings and the share of aligned programs")
    area.focus()
    expect(area).to_be_focused()


@pytest.mark.parametrize(
    "address",
    [
        *("/schools/nothing", "/alliances/nothing", "/relationships/nothing", "/questions/nothing", "/measures/nothing", "/table/nothing"),
        *("/explore?start=school:nothing", "/nothing", "/nothing/at-all", "/nothing/at/all", "/schools/"),
    ],
)
def test_an_error_page_has_a_heading(page: Page, watched: Watched, address: str) -> None:
    page.goto(with_lang(address, "en"))
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_have_count(1)
    expect(page).to_have_title(re.compile(".+ · Alliance explorer"))
    refusal = "status of 422" if "?start=" in address else "status of 404"  # an id in a parameter is an invalid value
    watched.complaints[:] = [said for said in watched.complaints if refusal not in said]


def test_an_unknown_address_opens_with_status_404_and_leads_home(page: Page, watched: Watched) -> None:
    response = page.goto("/nothing?lang=en")
    assert response is not None
    assert response.status == 404
    page.get_by_role("main").get_by_role("link", name="Home").click()
    page.wait_for_url("**/?lang=en")
    watched.complaints[:] = [said for said in watched.complaints if "status of 404" not in said]


@pytest.mark.parametrize(
    "address",
    ["/search/?q=jiahe&origin=all&lang=en", "/questions/?origin=all&lang=en", "/schools/school:jiahe-vocational/?origin=all&lang=en"],
)
def test_a_trailing_slash_opens_the_page(page: Page, settled: Settled, address: str) -> None:
    response = page.goto(address)
    settled(page)
    assert response is not None
    assert response.status == 200
    assert page.url.endswith(address.replace("/?", "?"))


def test_print_contains_sources_date_and_data_version(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.goto("/schools/school:jiahe-vocational?origin=all&lang=en")
    settled(page)
    paper = page.pdf(path=str(tmp_path / "school.pdf"), format="A4")
    assert paper.startswith(b"%PDF")
    assert len(paper) > 20_000
    page.emulate_media(media="print")
    expect(page.locator("nav:visible")).to_have_count(0)
    expect(page.get_by_role("main").get_by_text("Teachers like Peng Wei and Lei Ning").first).to_be_visible()
    expect(page.locator("footer .print-only")).to_contain_text("/schools/school:jiahe-vocational")
    expect(page.locator("footer")).to_contain_text("Data version")


def test_print_contains_all_loaded_rows_of_a_long_table(page: Page, settled: Settled) -> None:
    page.goto("/table/enterprises?origin=all&lang=en")
    settled(page)
    scroller = page.locator(".table-scroll.long")
    row = page.locator("tr[aria-rowindex]:has(a.thing)").last
    wanted = 0
    while wanted < 350:
        scroller.evaluate("box => box.scrollTo(0, box.scrollHeight)")
        settled(page)
        wanted = int(str(row.get_attribute("aria-rowindex"))) - 1
    last = row.locator("a.thing").first.inner_text()
    drawn = page.locator("tbody tr").count()
    scroller.evaluate("box => box.scrollTo(0, 0)")
    first = page.locator("tr[aria-rowindex='2'] a.thing").first.inner_text()
    paper = text_of(page.pdf(format="A4"))
    total = re.search(r"([\d,]+) rows", page.locator(".headline").inner_text())
    said = re.search(r"Rows1to([\d,]+)of([\d,]+)", paper)
    assert said is not None
    assert total is not None
    assert said[2] == total[1]
    rows = int(said[1].replace(",", ""))
    assert wanted <= rows <= int(total[1].replace(",", ""))
    assert "".join(first.split()) in paper
    assert "".join(last.split()) in paper
    # The screen is unchanged.
    expect(page.locator(".on-paper")).to_have_count(0)
    expect(page.locator("tr[aria-rowindex='2'] a.thing")).to_be_visible()
    assert page.locator("tbody tr").count() <= drawn
    page.emulate_media(media="print")
    expect(page.locator(".on-paper tbody tr")).to_have_count(rows)
    expect(page.locator(".on-paper thead th").first).to_contain_text("Name")
    expect(scroller).to_be_hidden()
    page.emulate_media(media="screen")
    expect(scroller).to_be_visible()


def test_print_contains_all_rows_of_an_answer(page: Page, settled: Settled) -> None:
    """A long answer is printed completely: its first and last row and the row count are in the PDF."""
    page.goto("/questions/enterprises-fed-by-programs?origin=all&lang=en&limit=1000")
    settled(page)
    rows = int(str(page.locator(".table-scroll.long table").get_attribute("aria-rowcount"))) - 1
    assert rows > 200
    assert f"Rows1to{rows:,}of{rows:,}" in text_of(page.pdf(format="A4", landscape=True))
