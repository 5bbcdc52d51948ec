"""A spreadsheet is imported in the explorer, from a messy workbook to the published data, on ``alliance up`` with a small package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.server.test_up import Up
from tests.conftest import GraphDB
from tests.seed.importing.workbooks import write_book
from tests.web.explorer.conftest import PATIENCE, Watched
from tests.web.explorer.editable import editable

pytestmark = pytest.mark.slow
WIZARD = "/import?lang=en"
PROGRAMS: list[list[Any]] = [
    ["示例县职业学校专业情况（2025年）"],
    [],
    ["序号", "学校名称", "专业名称", "在校生数", "合作企业", "合作形式", "联系电话", "简介"],
    [1, "School A", "Welding", 120, "E", "订单班", "13800000000", "x"],
    [2, "School A West", "Nursing", "六十", "示例机械有限公司", "订单班", "", "y"],
    ["合计", "", "", 180],
]
ENTERPRISES: list[list[Any]] = [["企业名称", "员工数"], ["E", 12], ["示例机械有限公司", 30]]


@pytest.fixture(scope="module")
def running(explorer_built: Path, graph_db: GraphDB, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A server whose data can be edited and published."""
    with editable(tmp_path_factory.mktemp("wizard"), graph_db) as server:
        yield server


@pytest.fixture(scope="module")
def site(running: Up) -> str:
    return running.url


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a title row, a row of totals, a column with phone numbers, a number in words, and a name like that of a school."""
    return write_book(tmp_path_factory.mktemp("book") / "county 2025.xlsx", {"专业": PROGRAMS, "企业": ENTERPRISES})


@pytest.fixture(scope="module")
def longer_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with one more program, so that there is something to import after the other was published."""
    programs = [*PROGRAMS[:-1], [3, "School A", "Carpentry", 50, "E", "订单班", "", "z"], PROGRAMS[-1]]
    return write_book(tmp_path_factory.mktemp("longer") / "county 2025.xlsx", {"专业": programs, "企业": ENTERPRISES})


@pytest.fixture
def refusals(watched: Watched) -> Iterator[None]:
    """Ignore refused requests in the browser console, and 503: a publication switches the data of the server."""
    yield
    watched.complaints[:] = [said for said in watched.complaints if not re.search("status of (422|503)", said)]


def step(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=re.compile(rf"^\d\. {name}$"))


def upload(page: Page, file: Path, name: str | None = None) -> None:
    page.goto(WIZARD)
    page.get_by_label("Choose files, or drop them here").set_input_files(file)
    if name is not None:
        page.get_by_label("Short name").fill(name)
    page.get_by_role("button", name="Upload").click()


def test_a_file_that_cannot_be_read_is_refused_in_words_and_the_form_keeps_its_input(page: Page, refusals: None, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"text")
    upload(page, broken)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The file cannot be imported.")
    expect(alert).to_contain_text("Your input is kept.")
    expect(page.get_by_role("listitem").filter(has_text="broken.xlsx")).to_be_visible()
    expect(page.get_by_label("Short name")).to_have_value("broken")


def test_a_messy_workbook_is_decided_reviewed_and_published(page: Page, refusals: None, workbook: Path) -> None:
    page.goto("/drafts?lang=en")
    page.get_by_role("link", name="Import a spreadsheet").click()
    page.get_by_label("Choose files, or drop them here").set_input_files(workbook)
    page.get_by_role("button", name="Upload").click()

    columns = step(page, "Columns")
    expect(columns.get_by_label("What 专业名称 (column C) becomes")).to_have_value("program.name")
    expect(columns.get_by_text("may hold personal data")).to_be_visible()
    expect(columns.get_by_text("13800000000")).to_have_count(0)
    expect(columns.get_by_text("Sheet 专业: rows of totals: 1")).to_be_visible()
    columns.get_by_text("Numbers that cannot be read (left out): 1").click()
    expect(columns.get_by_text("专业!D5")).to_be_visible()

    names = step(page, "Names")
    name = names.get_by_role("group", name=re.compile("School A West"))
    expect(name.get_by_text("one name contains the other").first).to_be_visible()
    name.get_by_label(re.compile("New: School")).check()
    names.get_by_role("button", name="Save the decisions").click()
    expect(step(page, "Problems").get_by_text("The check found no problems.")).to_be_visible()

    step(page, "Changes").get_by_role("link", name="Open the draft").click()
    draft = page.get_by_role("region", name="Import of county 2025.xlsx")
    expect(draft.get_by_role("link", name="Open the import")).to_be_visible()
    expect(draft.get_by_text(re.compile("Programs?: added", re.IGNORECASE)).first).to_be_visible()
    draft.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Publish what is accepted").click()
    page.get_by_role("link", name="See the changes").click(timeout=2 * PATIENCE)
    page.goto("/search?q=Nursing&lang=en")
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("Nursing")).first).to_be_visible()


def test_a_changed_column_is_read_again_and_a_reload_keeps_the_import(page: Page, longer_workbook: Path) -> None:
    upload(page, longer_workbook, "columns")
    level = step(page, "Columns").get_by_label("What 简介 (column H) becomes")
    level.select_option("school.address")
    before = page.url
    step(page, "Columns").get_by_role("button", name="Read again with these columns").click()
    expect(page).not_to_have_url(before)
    expect(step(page, "Columns").get_by_role("row").filter(has_text="简介")).to_contain_text("chosen")
    page.reload()
    expect(level).to_have_value("school.address")


def test_the_wizard_fits_a_phone(page: Page, longer_workbook: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    upload(page, longer_workbook, "phone")
    expect(step(page, "Names")).to_be_visible()
    body = page.locator("body").bounding_box()
    assert body is not None
    assert all((box := one.bounding_box()) is None or box["x"] + box["width"] <= body["width"] for one in page.locator("main *").all())


def test_without_the_scope_propose_there_is_no_entry_and_no_form(browser: Browser, running: Up, site: str) -> None:
    """A key with a write scope takes the scopes from requests without a key."""
    running.run("keys", "create", "Office", "--scope", "read", "--scope", "propose")
    assert httpx.get(f"{site}/v1/editing", trust_env=False).json()["results"][0]["scopes"] == []
    context = browser.new_context(base_url=site)
    opened = context.new_page()
    opened.goto("/versions?lang=en")
    expect(opened.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    expect(opened.get_by_role("link", name="Import a spreadsheet")).to_have_count(0)
    opened.goto(WIZARD)
    expect(opened.get_by_text("You cannot import here.")).to_be_visible(timeout=PATIENCE)
    expect(opened.get_by_role("button", name="Upload")).to_have_count(0)
    context.close()
