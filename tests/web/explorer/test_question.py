"""Questions: the answer as a sentence, parameters, flows that filter rows, and the computation."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from graph.queries.questions.question_file import load_questions

FED = "/questions/enterprises-fed-by-programs"
FOCUS = "region:431000"
"""The place of the pages unless their URL names another."""
Settled = Callable[[Page], None]


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_every_question_is_listed_and_searchable(page: Page, settled: Settled) -> None:
    page.goto("/questions?origin=all&lang=zh")
    settled(page)
    expect(page.locator(".question-card")).to_have_count(len(load_questions()))
    page.get_by_role("searchbox", name="查找问题").fill("兼任 顾问")
    expect(page.locator(".question-card")).to_have_count(1)
    page.get_by_role("link", name="查看示例").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("哪些教师兼任企业顾问？")


def test_entity_is_picked_by_keyboard_and_kept_in_the_url(page: Page, settled: Settled) -> None:
    page.goto(f"{FED}?origin=all&lang=zh")
    settled(page)
    county = page.get_by_role("combobox", name="区县")
    county.focus()
    page.keyboard.type("jiahe")
    expect(page.get_by_role("main").get_by_role("option").first).to_contain_text("嘉禾县")
    page.keyboard.press("Enter")
    expect(county).to_have_value("嘉禾县")
    assert asked(page)["county"] == ["county:431024"]
    settled(page)
    expect(page.locator("tbody")).to_contain_text("嘉禾县本地用工企业（未具名）")
    page.get_by_role("button", name="English").click()
    expect(county).to_have_count(0)
    expect(page.get_by_role("combobox", name="county")).to_have_value("Jiahe County")
    assert asked(page)["county"] == ["county:431024"]
    page.reload()
    settled(page)
    expect(page.get_by_role("combobox", name="county")).to_have_value("Jiahe County")
    page.go_back()
    expect(page.get_by_role("combobox", name="区县")).to_have_value("嘉禾县")
    page.go_back()
    expect(page.get_by_role("combobox", name="区县")).to_have_value("")


def test_fast_typing_selects_the_typed_entity(page: Page, settled: Settled) -> None:
    page.goto(f"{FED}?origin=all&lang=zh")
    settled(page)
    page.get_by_role("combobox", name="区县").click()
    page.keyboard.insert_text("临武")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("county=county:431025"))


def test_documented_only_changes_the_sentence(page: Page, settled: Settled) -> None:
    page.goto(f"{FED}?origin=all&lang=zh&limit=1000")
    settled(page)
    numbers = page.locator(".sentence .lead b")
    real = [int(number) for number in numbers.all_inner_texts()]
    apart = page.locator(".sentence .of-them")
    expect(apart).to_contain_text("模拟")
    simulated = [int(number.replace(",", "")) for number in apart.locator("b").all_inner_texts()]
    assert real < simulated
    page.get_by_role("button", name="仅有据数据").click()
    expect(apart).to_have_count(0)
    settled(page)
    documented = [int(number) for number in numbers.all_inner_texts()]
    assert documented <= real
    expect(page.locator("tbody .origin-simulated")).to_have_count(0)
    expect(page.locator("tbody tr")).to_have_count(documented[2])


def test_flow_filters_rows_by_click_and_keyboard(page: Page, settled: Settled) -> None:
    page.goto("/questions/co-cultivation?origin=all&lang=en&limit=30")
    settled(page)
    rows = page.locator(".question-rows tbody tr")
    whole = rows.count()
    band = page.locator("path.flow-band").first
    ends, amount = re.fullmatch(r"(.+): (\d+) rows?", band.get_attribute("aria-label") or "").groups()  # type: ignore[union-attr]
    band.focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(int(amount))
    for end in ends.split(" → "):
        expect(rows.first).to_contain_text(end)
    page.reload()
    settled(page)
    expect(rows).to_have_count(int(amount))
    page.get_by_role("button", name="All rows", exact=True).click()
    expect(rows).to_have_count(whole)


def test_required_entity_is_requested(page: Page, settled: Settled) -> None:
    page.goto("/questions/connections-between?origin=all&lang=zh&one=school:jiahe-vocational")
    settled(page)
    expect(page.get_by_role("status").first).to_contain_text("对象二")
    page.get_by_role("combobox", name="对象二").fill("桂阳县")
    page.get_by_role("option", name=re.compile("^桂阳县")).first.click()
    expect(page.locator(".sentence")).to_contain_text("条最短联系")
    expect(page.get_by_role("application")).to_be_visible()


def test_empty_answer_states_the_cause(page: Page, settled: Settled) -> None:
    page.goto(f"{FED}?origin=all&lang=zh&year=1950")
    settled(page)
    empty = page.locator(".state.empty")
    empty.get_by_role("button", name="不限年份").click()
    expect(page.locator(".question-rows tbody tr").first).to_be_visible()
    assert "year" not in asked(page)


def test_how_it_is_computed_can_be_copied(page: Page, settled: Settled, site: str) -> None:
    page.goto(f"{FED}?lang=zh&county=county:431024&origin=documented")
    settled(page)
    page.get_by_text("这个答案怎么来的").click()
    file = load_questions()["enterprises-fed-by-programs"].path.read_text(encoding="utf-8")
    expect(page.locator(".query-file")).to_have_text(file, use_inner_text=False)
    copied = []
    for button in page.locator("details.computed").get_by_role("button").all():
        button.click()
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    url = f"{site}/v1/questions/enterprises-fed-by-programs?county=county:431024&origin=documented,reference&place={FOCUS}"
    assert copied == [url, f"curl -s '{url}'", file]
    assert page.request.get(url).json()["meta"]["count"] == page.locator(".question-rows tbody tr").count()


def test_rows_can_be_exported_and_link_to_their_sources(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.goto(f"{FED}?lang=zh&origin=documented")
    settled(page)
    shown = page.locator(".question-rows tbody tr").count()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    waiting.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == shown
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG").click()
    picture = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert picture.count("<path") == page.locator("path.flow-band").count()
    page.locator(".question-rows").get_by_role("button", name=re.compile("出处")).first.click()
    expect(page.locator(".popover:popover-open")).to_contain_text("he joined JD as a trainer")
    page.locator(".popover:popover-open").get_by_role("link", name="打开这条事实").first.click()
    page.wait_for_url(re.compile("/relationships/"))


def cells(page: Page, head: str) -> list[str]:
    """Return the cells of a column, from top to bottom."""
    heads = [text.rstrip(" ▲▼↕") for text in page.locator("main thead th").all_inner_texts()]
    return page.locator(f"main tbody td:nth-child({heads.index(head) + 1})").all_inner_texts()


def test_rows_are_sorted_by_column_header(page: Page, settled: Settled, site: str) -> None:
    page.goto("/questions/graduates-staying-local?origin=all&lang=zh")
    settled(page)
    answered = cells(page, "区县")
    county = page.get_by_role("columnheader", name="区县", exact=True)
    expect(county).not_to_have_attribute("aria-sort", re.compile("."))
    county.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(county).to_have_attribute("aria-sort", "ascending")
    expect(county.get_by_role("button")).to_be_focused()
    pinyin = ["安仁县", "北湖区", "桂东县", "桂阳县", "嘉禾县", "临武县", "汝城县", "苏仙区", "宜章县", "永兴县", "资兴市"]
    assert list(dict.fromkeys(cells(page, "区县"))) == pinyin
    share = page.get_by_role("columnheader", name="本地占比")
    share.get_by_role("button").click()
    expect(share).to_have_attribute("aria-sort", "ascending")
    expect(county).not_to_have_attribute("aria-sort", re.compile("."))
    rows = page.request.get(f"{site}/v1/questions/graduates-staying-local?place={FOCUS}").json()["results"]
    shares = [row["local_share"] for row in rows]
    known = sorted(share for share in shares if share is not None)
    empty = ["未知"] * shares.count(None)
    assert empty, "a row whose share is not known is part of what is shown here"
    assert cells(page, "本地占比") == [*(f"{share:g}%" for share in known), *empty]
    share.get_by_role("button").click()
    expect(share).to_have_attribute("aria-sort", "descending")
    falling = [*(f"{share:g}%" for share in reversed(known)), *empty]
    assert cells(page, "本地占比") == falling
    assert asked(page)["sort"] == ["-local_share"]
    page.get_by_role("button", name="English").click()
    page.reload()
    settled(page)
    assert [cell.replace("unknown", "未知") for cell in cells(page, "Local share")] == falling
    expect(page.get_by_role("status").filter(has_text="Files and the API keep the original order")).to_be_visible()
    expect(page.locator(".sort-note")).not_to_contain_text("there are more")
    assert page.get_by_role("link", name="CSV").get_attribute("href") is not None
    assert "sort" not in (page.get_by_role("link", name="CSV").get_attribute("href") or "")
    for _ in range(2):
        page.go_back()
    expect(share).to_have_attribute("aria-sort", "ascending")
    share.get_by_role("button").click()
    share.get_by_role("button").click()
    assert cells(page, "区县") == answered
    assert "sort" not in asked(page)


def test_truncated_answer_states_that_only_shown_rows_are_sorted(page: Page, settled: Settled, site: str) -> None:
    page.goto(f"{FED}?origin=all&lang=en&limit=20&sort=-year")
    settled(page)
    first = page.request.get(f"{site}/v1/questions/enterprises-fed-by-programs?limit=20&place={FOCUS}").json()
    assert first["meta"]["truncated"] is True
    years = [row["year"] for row in first["results"]]
    known = sorted((year for year in years if year is not None), reverse=True)
    assert cells(page, "Year") == [*map(str, known), *["unknown"] * years.count(None)]
    expect(page.locator(".sort-note")).to_contain_text("Only the loaded rows are sorted. There are more.")
    page.locator(".sort-note").get_by_role("button", name="Original order").click()
    expect(page.locator(".sort-note")).to_have_count(0)
    assert cells(page, "Year") == ["unknown" if year is None else str(year) for year in years]
