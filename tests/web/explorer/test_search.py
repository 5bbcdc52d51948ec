"""Search: hits by type, facets with stable counts, highlighted aliases, flagged similar spelling."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Settled = Callable[[Page], None]


def test_matches_are_highlighted_and_aliases_labelled(page: Page, settled: Settled) -> None:
    page.goto("/search?q=京东&origin=all&lang=zh")
    settled(page)
    hit = page.locator(".hit").first
    expect(hit).to_contain_text("又称")
    assert set(hit.locator("mark").all_inner_texts()) == {"京东"}
    hit.get_by_role("link").click()
    page.wait_for_url("**/enterprises/enterprise:jd**")


def test_a_working_translation_is_found_and_marked(page: Page, settled: Settled) -> None:
    page.goto("/search?q=联合体&lang=zh")
    settled(page)
    hit = page.locator(".hit").first
    expect(hit.locator("abbr.gloss")).to_have_text("译")
    assert "暂译" in (hit.locator("abbr.gloss").get_attribute("title") or "")
    assert "联合体" in hit.locator("mark").all_inner_texts()
    hit.get_by_role("link").click()
    page.wait_for_url("**/alliances/alliance:chenzhou-ftz-new-materials-it**")
    expect(page.locator("main h1")).to_contain_text("郴州自贸区新材料与信息技术产教联合体")
    expect(page.locator("main h1 abbr.gloss")).to_have_text("译")


def test_a_working_translation_is_no_name_in_english(page: Page, settled: Settled) -> None:
    page.goto("/search?q=联合体&lang=en")
    settled(page)
    hit = page.locator(".hit").first
    expect(hit.get_by_role("link")).to_contain_text("Industry-Education Alliance")
    expect(hit.get_by_role("link").locator("abbr.gloss")).to_have_count(0)
    expect(hit.locator(".hit-other abbr.gloss")).to_have_text("译")


def test_guiyang_is_not_confused_with_guiyang_county(page: Page, settled: Settled) -> None:
    page.goto("/search?q=贵阳&origin=all&lang=zh")
    settled(page)
    expect(page.locator("main")).to_contain_text("没有名称与“贵阳”相符")
    assert page.locator(".hit").count() == 0


def test_typing_error_is_tolerated_and_flagged(page: Page, settled: Settled) -> None:
    page.goto("/search?q=Xangnan&origin=all&lang=zh")
    settled(page)
    near = page.locator(".near")
    expect(near).to_contain_text("没有拼写完全相符的名称")
    expect(near.locator(".hit").first).to_contain_text("湘南学院")
    expect(near.locator(".hit").first).to_contain_text("拼写相近")


def test_facets_are_in_the_url_and_removable(page: Page, settled: Settled) -> None:
    page.goto("/search?q=jiahe&origin=all&lang=zh")
    settled(page)
    whole = page.locator(".hit").count()
    types = page.get_by_role("group", name="类型")
    types.get_by_role("searchbox").fill("学")
    expect(types.get_by_role("checkbox")).to_have_count(1)
    types.get_by_role("checkbox").check()
    page.wait_for_url("**type=School**")
    headings = page.locator(".hits h3")
    expect(headings).to_have_count(1)
    expect(headings).to_contain_text("学校")
    page.get_by_role("group", name="区县").get_by_label("嘉禾县").check()
    page.wait_for_url("**county=county:431024**")
    page.get_by_role("button", name="English").click()
    expect(headings).to_contain_text("Schools")
    page.reload()
    settled(page)
    expect(headings).to_contain_text("Schools")
    page.get_by_role("button", name="Remove filter: Schools").click()
    page.get_by_role("button", name="Remove filter: Jiahe County").click()
    expect(page.locator(".hit")).to_have_count(whole)
    page.go_back()
    expect(page.get_by_role("button", name="Remove filter: Jiahe County")).to_be_visible()


def test_origin_switch_excludes_undocumented_hits(page: Page, settled: Settled) -> None:
    page.goto("/search?q=模拟学校&origin=all&lang=zh")
    settled(page)
    expect(page.locator(".hit").first).to_contain_text("模拟")
    page.get_by_role("button", name="仅有据数据").click()
    expect(page.locator(".state.empty")).to_be_visible()
    page.get_by_role("button", name="显示全部真实数据").click()
    expect(page.get_by_role("button", name="真实数据", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".state.empty")).to_be_visible()
    page.get_by_role("button", name="含模拟数据").click()
    expect(page.locator(".hit").first).to_contain_text("模拟")
