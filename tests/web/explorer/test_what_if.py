"""Scenarios: close, move, resize and open programs, add partnerships and members; URL, export and import."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import httpx
from playwright.sync_api import Page, expect

from tests.web.explorer.conftest import Watched

Settled = Callable[[Page], None]
EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "scenario.json"


def scenario(page: Page) -> dict[str, object]:
    """Return the scenario in the URL."""
    scenario: dict[str, object] = json.loads(parse_qs(urlsplit(page.url).query)["scenario"][0])
    return scenario


def test_changes_are_computed_and_kept_in_the_url(page: Page, settled: Settled, site: str) -> None:
    page.goto("/what-if?origin=all&lang=zh")
    settled(page)
    page.get_by_role("button", name="嘉禾县").click()
    row = page.get_by_role("row", name=re.compile("模拟专业点 0006.01"))
    row.get_by_role("button", name="停办").click()
    results = page.get_by_role("region", name="前后对比")
    results.locator("tbody tr").first.wait_for()
    row = page.get_by_role("row", name=re.compile("模拟专业点 0006.03"))
    row.get_by_role("button", name="调整规模").click()
    row.get_by_label("在校生数").fill("500")
    row.get_by_role("button", name="确定").click()
    row = page.get_by_role("row", name=re.compile("模拟专业点 0006.02"))
    row.get_by_role("button", name="转移").click()
    row.get_by_label("转到哪所学校").fill("模拟学校 0001")
    row.get_by_label("转到哪所学校").press("Enter")
    expect(page.locator(".plan-changes li")).to_have_count(3)
    expect(page.locator(".plan-changes li").nth(2)).to_contain_text("模拟学校 0001")
    settled(page)
    asked = scenario(page)
    answer = httpx.post(f"{site}/v1/scenarios", json=asked, trust_env=False, timeout=60).json()
    told = results.locator(".difference").first.inner_text().removeprefix("▲ ").removeprefix("▼ ").replace("−", "-")
    assert float(told) == round(answer["results"][0]["difference"], 2)
    assert len(results.locator(".steps").first.locator("li").all()) == 3
    results.get_by_text("新增或移除").first.click()
    expect(results.get_by_role("cell", name="移除").first).to_be_visible()
    page.get_by_role("button", name="English").click()
    page.reload()
    settled(page)
    assert scenario(page) == asked
    expect(page.locator(".plan-changes li")).to_have_count(3)
    expect(page.get_by_role("region", name="Before and after").locator(".difference").first).to_be_visible()
    page.get_by_role("button", name="Remove change 1").click()
    expect(page.locator(".plan-changes li")).to_have_count(2)
    page.go_back()
    expect(page.locator(".plan-changes li")).to_have_count(3)


def test_open_a_program_for_a_sector(page: Page, settled: Settled) -> None:
    page.goto("/what-if?origin=all&lang=en&of=school:jiahe-vocational")
    settled(page)
    page.locator("summary", has_text="Open a program").click()
    expect(page.get_by_role("combobox", name="School required")).to_have_value("Jiahe Vocational School")
    serves = page.get_by_label("Sectors or industries served")
    serves.fill("new energy")
    page.get_by_role("option", name=re.compile("^new energy")).first.click()
    page.get_by_role("button", name="Add to the scenario").click()
    changes = scenario(page)["changes"]
    assert changes == [{"do": "open", "school": "school:jiahe-vocational", "level": "secondary", "serves": ["sector:new-energy"]}]
    results = page.get_by_role("region", name="Before and after")
    results.get_by_text("rows added or removed").first.click()
    expect(results.get_by_text("New program 1").first).to_be_visible()
    page.get_by_role("button", name="Documented only").click()
    expect(results).to_contain_text("rows that the scenario adds are simulated and are not counted")


def test_documented_scenario_file_round_trip(page: Page, settled: Settled, tmp_path: Path) -> None:
    page.goto("/what-if?origin=all&lang=zh")
    settled(page)
    page.get_by_label("打开方案文件").set_input_files(EXAMPLE)
    expect(page.locator(".plan-changes li")).to_have_count(2)
    expect(page.locator(".plan-changes li").nth(1)).to_contain_text("京东集团")
    expect(page.get_by_role("region", name="前后对比").locator("tbody tr").first).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="下载方案文件").click()
    assert json.loads(given.value.path().read_text(encoding="utf-8")) == json.loads(EXAMPLE.read_text(encoding="utf-8"))
    with page.expect_download() as figures:
        page.get_by_role("button", name="结果（CSV）").click()
    lines = figures.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("\ufeffmeasure,key,before,origin_before,")
    assert ",after,origin_after," in lines[0]
    assert len(lines) == 2
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"changes": [{"do": "burn"}]}', encoding="utf-8")
    page.get_by_label("打开方案文件").set_input_files(wrong)
    expect(page.get_by_role("alert")).to_contain_text("这不是方案文件")
    expect(page.locator(".plan-changes li")).to_have_count(2)


def test_add_another_measure(page: Page, settled: Settled) -> None:
    page.goto("/what-if?origin=all&lang=en&of=county:431024")
    settled(page)
    page.get_by_role("row", name=re.compile("Simulated program 0006.01")).get_by_role("button", name="Close").click()
    page.locator("summary", has_text="Add a measure").click()
    page.locator(".adding select").select_option("gaps")
    page.get_by_role("button", name="Add a measure").click()
    results = page.get_by_role("region", name="Before and after")
    expect(results.locator("h3")).to_have_count(2)
    expect(results.get_by_role("link", name="new energy")).to_be_visible()


ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"
PARTNER = {"do": "partner", "school": "school:sim-0003", "enterprise": "enterprise:sim-000005", "form": "order class"}
JOIN = {"do": "join", "member": "school:sim-0003", "alliance": ALLIANCE}


def test_add_partnership_and_member_by_keyboard(page: Page, settled: Settled, site: str) -> None:
    page.goto("/what-if?origin=all&lang=zh")
    settled(page)
    ties = page.get_by_role("region", name="合作与成员")
    ties.locator("summary", has_text="增加校企合作").press("Enter")
    add = ties.get_by_role("button", name="加入方案").first
    expect(add).to_be_disabled()
    page.keyboard.press("Tab")
    page.keyboard.type("模拟学校 0003")
    page.keyboard.press("Enter")
    expect(ties.get_by_role("combobox", name="学校 必填")).to_have_value("模拟学校 0003")
    page.keyboard.press("Tab")
    page.keyboard.type("模拟企业 0005")
    page.keyboard.press("Enter")
    expect(ties.get_by_role("combobox", name="企业 必填", exact=True)).to_have_value("模拟企业 0005")
    ties.get_by_label("合作形式").select_option(label="订单班")
    expect(add).to_be_enabled()
    add.press("Enter")
    steps = page.locator(".plan-changes li")
    expect(steps).to_have_count(1)
    expect(steps.first).to_contain_text(re.compile("模拟学校 0003.*模拟企业 0005.*订单班"))
    expect(ties.get_by_role("combobox", name="学校 必填")).to_be_focused()
    ties.locator("summary", has_text="增加联合体成员").click()
    ties.get_by_label("学校或企业").fill("模拟学校 0003")
    ties.get_by_role("option", name=re.compile("^模拟学校 0003")).first.click()
    ties.get_by_label("产教联合体").click()
    ties.get_by_role("listbox").get_by_role("option").first.click()
    ties.get_by_role("button", name="加入方案").last.click()
    expect(steps).to_have_count(2)
    assert scenario(page)["changes"] == [PARTNER, JOIN]
    for name in ("谁处于网络的中心？", "这个产教联合体是在实际运行，还是只停留在纸面上？"):
        page.get_by_role("button", name=f"同时查看：{name}").click()
        expect(page.get_by_role("button", name=f"去掉{name}")).to_be_visible()
    settled(page)
    answer = httpx.post(f"{site}/v1/scenarios", json=scenario(page), trust_env=False, timeout=60).json()
    [known] = [row for row in answer["results"] if row["measure"] == "alliance-liveness" and row["key"] == "known"]
    [degree] = [row for row in answer["results"] if row["measure"] == "centrality" and row["key"] == "school:sim-0003"]
    assert known["difference"] == 1
    assert degree["difference"] > 0
    results = page.get_by_role("region", name="前后对比")
    row = results.get_by_role("row", name=re.compile("^已知成员"))
    expect(row.locator(".difference")).to_have_text("▲ +1")
    expect(row.locator(".steps li")).to_have_text(["变动 1：0", "变动 2：+1"])
    expect(results.get_by_role("row", name=re.compile("^模拟学校 0003")).locator(".difference").first).to_have_text(re.compile("▲"))
    address = page.url
    page.reload()
    settled(page)
    assert page.url == address
    expect(steps).to_have_count(2)
    expect(row.locator(".difference")).to_have_text("▲ +1")
    page.get_by_role("button", name="English").click()
    expect(steps.first).to_contain_text("order class")
    page.get_by_role("button", name="Remove change 2").click()
    expect(steps).to_have_count(1)
    assert scenario(page)["changes"] == [PARTNER]


def test_impossible_change_shows_an_error(page: Page, settled: Settled, watched: Watched) -> None:
    twice = {"changes": [PARTNER, PARTNER], "measures": [{"name": "alignment"}]}
    page.goto(f"/what-if?origin=all&lang=en&scenario={quote(json.dumps(twice))}")
    steps = page.locator(".plan-changes li")
    expect(steps.nth(1).locator(".step-refused")).to_contain_text("are already linked by PARTNERS_WITH")
    expect(steps.nth(0).locator(".step-refused")).to_have_count(0)
    page.get_by_role("button", name="Remove change 2").click()
    expect(page.locator(".step-refused")).to_have_count(0)
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    nobody = {"changes": [PARTNER, {**JOIN, "member": "school:nobody"}], "measures": [{"name": "alignment"}]}
    page.goto(f"/what-if?origin=all&lang=zh&scenario={quote(json.dumps(nobody))}")
    expect(steps.nth(1).locator(".step-refused")).to_contain_text("无法执行：")
    expect(steps.nth(1).locator(".step-refused")).to_contain_text("school:nobody")
    expect(steps.nth(1)).to_contain_text("school:nobody 加入")
    # The test causes rejected requests; the browser logs each of them.
    assert all("422" in complaint or "404" in complaint for complaint in watched.complaints), watched.complaints
    watched.complaints.clear()
