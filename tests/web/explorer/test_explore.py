"""Explore: expand, collapse, undo, pin, focus, paths and groups, all in the URL; table view; files."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import httpx
import networkx as nx
from playwright.sync_api import Page, expect

Settled = Callable[[Page], None]
SEED = "/explore?start=county:431024&origin=all&lang=zh"
MANY = "region:431000~*~60," + ",".join(f"county:4310{code}~*~90" for code in ("02", "03", "21", "22", "23", "24"))
"""Expansions that exceed the limit of individually drawn entities."""


def drawn(page: Page) -> tuple[int, int]:
    """Return the numbers of entities and relationships shown on the page."""
    found = re.search(r"图中 ([\d,]+) 个对象、([\d,]+) 条关系", page.locator(".explore-bar").inner_text())
    assert found is not None
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def query(page: Page, name: str) -> str | None:
    return page.evaluate("name => new URLSearchParams(location.search).get(name)", name)


def test_keyboard_steps_update_the_url_and_can_be_undone(page: Page, settled: Settled) -> None:
    page.goto(SEED)
    settled(page)
    first = drawn(page)
    assert first[0] == 21
    box = page.locator(".graph-box")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("new URLSearchParams(location.search).has('at')")
    marked = query(page, "at")
    page.keyboard.press("e")
    page.wait_for_function("new URLSearchParams(location.search).has('open')")
    settled(page)
    second = drawn(page)
    assert second > first
    assert f"{marked}~*~20" in (query(page, "open") or "")
    page.keyboard.press("p")
    page.wait_for_function("new URLSearchParams(location.search).has('pins')")
    pins = query(page, "pins") or ""
    assert pins.startswith(f"{marked}~")
    page.reload()
    settled(page)
    assert (drawn(page), query(page, "pins")) == (second, pins)
    page.locator(".graph-box").focus()
    page.keyboard.press("p")
    page.wait_for_function("!new URLSearchParams(location.search).has('pins')")
    page.keyboard.press("u")
    page.wait_for_function("new URLSearchParams(location.search).has('pins')")
    page.keyboard.press("c")
    page.wait_for_function("old => new URLSearchParams(location.search).get('open') !== old", arg=f"county:431024~*~20,{marked}~*~20")
    settled(page)
    assert drawn(page) == first
    page.go_back()
    settled(page)
    assert drawn(page) == second


def test_expand_by_type_counts_the_rest_and_matches_the_table(page: Page, settled: Settled, site: str) -> None:
    page.goto(SEED)
    settled(page)
    panel = page.locator(".explore-panel")
    left = int(re.findall(r"另有 (\d+) 条", panel.inner_text())[0])
    panel.get_by_role("button", name=re.compile("展开全部")).click()
    page.wait_for_function("(new URLSearchParams(location.search).get('open') ?? '').includes('LOCATED_IN')")
    settled(page)
    things, edges = drawn(page)
    assert left > 20
    assert things >= 21 + left
    assert "它的关系已全部画出" in panel.inner_text()
    counts = httpx.get(f"{site}/v1/counties/county:431024/neighbours/counts", trust_env=False, timeout=60).json()["results"]
    assert things == 1 + sum(row["things"] for row in counts)
    page.locator("body").press("t")
    table = page.locator(".graph-view .table-scroll")
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() == edges
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Around Jiahe County")
    assert table.locator("tbody tr").count() == edges
    page.get_by_role("button", name="Documented only").click()
    settled(page)
    expect(page.locator(".explore-bar")).not_to_contain_text(f"{things} entities")


def test_path_with_its_evidence(page: Page, settled: Settled) -> None:
    page.goto("/explore?start=school:jiahe-vocational&origin=all&lang=zh&view=table")
    settled(page)
    path = page.locator(".explore-path")
    path.get_by_label("起点").fill("jiahe vocational school")
    path.get_by_role("option").first.click()
    path.get_by_label("终点").fill("京东集团")
    path.get_by_role("option", name="京东集团").first.click()
    chain = path.locator(".chains button").first
    expect(chain).to_have_attribute("aria-pressed", "true")
    expect(chain).to_contain_text("郴州市")
    row = page.locator("tr", has_text="京东集团").first
    row.get_by_role("button", name=re.compile("来源")).first.click()
    expect(page.locator("[popover]:popover-open blockquote").first).to_be_visible()
    page.keyboard.press("Escape")
    page.reload()
    settled(page)
    expect(page.locator("tr", has_text="京东集团").first).to_be_visible()
    things = drawn(page)[0]
    page.get_by_role("button", name="去掉路径").click()
    settled(page)
    assert drawn(page)[0] < things


def test_focus_shows_nearby_entities(page: Page, settled: Settled) -> None:
    page.goto(f"{SEED}&open=county:431024~*~20,region:431000~*~40")
    settled(page)
    all_things = drawn(page)[0]
    page.locator(".explore-panel").get_by_role("button", name="1 步").click()
    expect(page.locator(".explore-focus")).to_contain_text("嘉禾县")
    assert drawn(page)[0] < all_things
    page.get_by_role("button", name="恢复全部").click()
    expect(page.locator(".explore-focus")).to_have_count(0)
    assert drawn(page)[0] == all_things


def test_large_graphs_are_grouped_and_the_table_has_all(page: Page, settled: Settled) -> None:
    page.goto(f"/explore?start=region:431000&origin=all&lang=zh&open={MANY}")
    settled(page)
    things, edges = drawn(page)
    assert things > 300
    expect(page.get_by_text("按组计数")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="GraphML").click()
    graph = nx.read_graphml(BytesIO(Path(given.value.path()).read_bytes()), force_multigraph=True)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (things, edges)
    page.locator("body").press("t")
    expect(page.locator("table[aria-rowcount]")).to_have_attribute("aria-rowcount", str(edges + 1))


def test_files_match_the_drawing_and_the_seed_is_reproducible(page: Page, settled: Settled) -> None:
    pictures = []
    for _ in range(2):
        page.goto("/")
        page.goto(f"{SEED}&open=county:431024~*~20,region:431000~*~30")
        settled(page)
        expect(page.locator(".graph-canvas canvas").first).to_be_visible()
        with page.expect_download() as given:
            page.get_by_role("button", name="PNG").click()
        pictures.append(Path(given.value.path()).read_bytes())
    assert pictures[0].startswith(b"\x89PNG")
    assert pictures[0] == pictures[1]
    things, edges = drawn(page)
    with page.expect_download() as given:
        page.get_by_role("link", name="GraphML").click()
    graph = nx.read_graphml(BytesIO(Path(given.value.path()).read_bytes()), force_multigraph=True)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (things, edges)
    with page.expect_download() as given:
        page.get_by_role("link", name="CSV").click()
    lines = Path(given.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == edges + 1


def test_start_with_a_search(page: Page, settled: Settled) -> None:
    page.goto("/explore?origin=all&lang=zh")
    settled(page)
    page.get_by_label("从哪里开始").fill("guiyang")
    page.get_by_role("option", name="桂阳县 区县").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("桂阳县的关系图")
    assert query(page, "start") == "county:431021"
