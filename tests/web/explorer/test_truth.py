"""Figures that must not mislead: headlines agree with their tables, real and simulated counts stand apart, cut pictures say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
from playwright.sync_api import Locator, Page, expect

from graph.queries.questions.question_file import load_questions
from seed.model import NODES
from tests.each import each

Settled = Callable[[Page], None]
FOCUS = "region:431000"
"""The place of the pages unless their URL names another."""
ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def numbers(text: str) -> set[int]:
    return {number(found) for found in re.findall(r"\d[\d,]*", text)}


def rows_of(table: Locator) -> int:
    """Return the number of rows of a table; a long one states it, since only rows in view are in the document."""
    stated = table.get_attribute("aria-rowcount")
    return int(stated) - 1 if stated else table.locator("tbody tr").count()


@each("name", sorted(load_questions()))
def test_the_headline_of_a_question_states_the_rows_of_its_table(page: Page, settled: Settled, site: str, name: str) -> None:
    described = httpx.get(f"{site}/v1/questions", trust_env=False, timeout=60).json()["results"]
    question = next(row for row in described if row["name"] == name)
    most = next(param["maximum"] for param in question["params"] if param["name"] == "limit")
    query = "&".join(f"{key}={quote(value)}" for key, value in parse_qsl(urlsplit(question["example"]).query))
    page.goto(f"/questions/{name}?lang=en&origin=documented&limit={most}&{query}")
    settled(page)
    table = page.locator(".question-rows table")
    rows = rows_of(table) if table.count() else 0
    assert rows in numbers(page.locator(".sentence .lead").inner_text())


@each("path", sorted(cls.path for cls in NODES.values()))
def test_the_headline_of_a_list_states_the_rows_of_its_table(page: Page, settled: Settled, path: str) -> None:
    page.goto(f"/table/{path}?lang=en&origin=documented")
    settled(page)
    table = page.locator("main table").first
    if table.count():
        assert number(page.locator(".headline b").inner_text()) == rows_of(table)
    else:
        expect(page.locator(".state.empty")).to_be_visible()


def test_the_headline_of_the_claims_states_the_rows_of_the_table_and_of_the_files(page: Page, settled: Settled, site: str) -> None:
    page.goto("/claims?lang=en&origin=documented")
    settled(page)
    shown = rows_of(page.locator(".claims table"))
    assert number(page.locator(".lead").inner_text().split("·")[0]) == shown
    asked = {"per_page": 200, "origin": "documented,reference", "place": FOCUS}
    answered = httpx.get(f"{site}/v1/questions/claims-against-graph", params=asked, trust_env=False, timeout=60).json()["meta"]["total"]
    expect(page.get_by_text(f"The files have one row for each count: {answered} in total.")).to_be_visible()


def test_counties_and_what_lies_elsewhere_add_up_to_the_files(page: Page, settled: Settled) -> None:
    page.goto("/counties?lang=en&shade=School&origin=documented")
    settled(page)
    counted = sum(number(cell) for cell in page.locator("main tbody td:nth-child(2) b").all_inner_texts())
    elsewhere = page.get_by_text("in an unknown county or in several")
    beside = number(elsewhere.inner_text()) if elsewhere.count() else 0
    assert counted + beside == number(page.locator(".export-bar .small").inner_text())


def test_the_start_page_counts_simulated_entities_apart(page: Page, settled: Settled, site: str) -> None:
    counts = httpx.get(f"{site}/v1/meta", params={"place": FOCUS}, trust_env=False, timeout=60).json()["results"][0]["counts"]
    things = [counts[label] for label in NODES if label in counts]
    simulated = sum(row.get("simulated", 0) for row in things)
    real = sum(sum(row.values()) for row in things) - simulated
    page.goto("/?lang=en&origin=all")
    settled(page)
    head = page.locator(".home-data .headline")
    assert numbers(head.inner_text()) >= {real, simulated}
    assert real + simulated not in numbers(head.inner_text())
    expect(head).to_contain_text("In addition, simulated")


def test_members_with_ties_are_one_number_on_the_page_of_an_alliance(page: Page, settled: Settled) -> None:
    page.goto(f"/alliances/{ALLIANCE}?lang=en&origin=all")
    settled(page)
    structure = page.locator("section[aria-labelledby=structure] .tile", has_text="Members with ties, at any date")
    tied = number(structure.locator("b").first.inner_text())
    states = page.locator(".states")
    assert number(states.locator("p", has_text="Members with ties to another member").locator(".figure-number").inner_text()) == tied
    parts = states.locator(".ties-when .figure-number").all_inner_texts()
    assert sum(map(number, parts)) == tied
    expect(page.locator("section[aria-labelledby=ties]")).to_contain_text(f"Members with ties: {tied}, as above.")
    expect(page.locator("section[aria-labelledby=ties]")).to_contain_text("Members that only took part in the same activity")


def test_an_age_says_from_which_day_it_is_counted(page: Page, settled: Settled) -> None:
    page.goto(f"/alliances/{ALLIANCE}?lang=en&origin=documented")
    settled(page)
    last = page.locator(".tile", has_text="Last evidence")
    expect(last).to_contain_text(re.compile(r"(years?|month) before \d{4}-12-31"))
    expect(last).not_to_contain_text(re.compile(r"(?<![\d.])1 years"))
    expect(last).to_contain_text("the end of the latest year in the data, not today")
    page.goto(f"/alliances/{ALLIANCE}?lang=zh&origin=documented&as_of=2025")
    settled(page)
    last = page.locator(".tile", has_text="最近一次活动证据")
    expect(last).to_contain_text(re.compile("距 2025-12-31"))
    expect(last).to_contain_text("本页所选日期")


def test_a_count_of_nobody_has_no_mark(page: Page, settled: Settled) -> None:
    page.goto(f"/alliances/{ALLIANCE}?lang=en&origin=all")
    settled(page)
    quiet = page.locator(".states li", has_text="quiet")
    expect(quiet.locator("b")).to_have_text("0")
    expect(quiet.locator(".origin")).to_have_count(0)


def test_a_cut_picture_says_so_and_names_where_it_stops(page: Page, settled: Settled, site: str) -> None:
    page.goto("/questions/enterprises-fed-by-programs?lang=en&origin=all&limit=20")
    settled(page)
    asked = {"limit": 20, "place": FOCUS}
    answer = httpx.get(f"{site}/v1/questions/enterprises-fed-by-programs", params=asked, trust_env=False, timeout=60).json()
    last = answer["results"][-1]
    cut = page.locator(".flow-cut")
    expect(cut).to_contain_text("The picture is incomplete: it shows the first 20 rows")
    expect(cut).to_contain_text(f"{last['program']['name']} → {last['enterprise']['name']}")
    page.goto("/questions/teacher-consultants?lang=en&origin=all&limit=1000")
    settled(page)
    expect(page.locator(".flow-cut")).to_have_count(0)


def test_audit_and_evidence_are_sentences(page: Page, settled: Settled) -> None:
    page.goto("/questions/teacher-consultants?lang=en&origin=documented")
    settled(page)
    page.locator(".question-rows").get_by_role("button", name=re.compile("Where is this from")).first.click()
    panel = page.locator(".popover:popover-open")
    expect(panel).to_contain_text(" advises ")
    expect(panel).to_contain_text(" teaches at ")
    page.goto("/measures/bridges?lang=zh&origin=documented")
    settled(page)
    page.get_by_role("button", name="查看依据").first.click()
    dialog = page.get_by_role("dialog", name="这个数字的依据")
    expect(dialog).to_contain_text(re.compile("任教|兼职授课|顾问"))
    expect(dialog).not_to_contain_text("TEACHES_AT")


def test_scenario_figures_are_marked_and_their_rows_split(page: Page, settled: Settled) -> None:
    page.goto("/what-if?lang=en&origin=all&of=school:jiahe-vocational")
    settled(page)
    page.locator("summary", has_text="Open a program").click()
    page.get_by_label("Sectors or industries served").fill("new energy")
    page.get_by_role("option", name=re.compile("^new energy")).first.click()
    page.get_by_role("button", name="Add to the scenario").click()
    ends = page.get_by_role("region", name="Before and after").locator(".scenario-end")
    expect(ends.nth(1).locator(".origin-simulated")).to_be_visible()
    expect(ends.nth(1)).to_contain_text(re.compile(r"evidence: [\d,]+ real rows?, and [\d,]+ simulated"))
