"""The verdict card: what is claimed, what can be verified, what is missing, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

Settled = Callable[[Page], None]
ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"


def test_the_page_says_what_the_server_says(page: Page, settled: Settled, site: str) -> None:
    rows = httpx.get(f"{site}/v1/measures/verdict", params={"about": ALLIANCE, "origin": "real"}, trust_env=False, timeout=60).json()[
        "results"
    ]
    page.goto(f"/alliances/{ALLIANCE}?lang=zh")
    settled(page)
    card = page.get_by_role("region", name=rows[0]["text_zh"])
    for row in rows:
        if row["part"] != "claimed":
            expect(card).to_contain_text(row["text_zh"])


def test_reported_figures_link_to_their_claims(page: Page, settled: Settled) -> None:
    page.goto(f"/alliances/{ALLIANCE}?lang=en")
    settled(page)
    card = page.locator(".verdict")
    expect(card).to_contain_text("107")
    card.get_by_role("link", name="Entities the alliance unites").click()
    page.wait_for_url("**/claims/claim:**")


def test_a_count_opens_what_was_counted(page: Page, settled: Settled) -> None:
    page.goto(f"/alliances/{ALLIANCE}?lang=en")
    settled(page)
    page.locator(".verdict").get_by_role("button", name="Activities with a date: 1").click()
    expect(page.get_by_role("dialog").locator("tbody tr")).to_have_count(1)


def test_simulated_members_do_not_change_the_verdict_on_real_data(page: Page, settled: Settled) -> None:
    page.goto(f"/alliances/{ALLIANCE}?lang=en")
    settled(page)
    expect(page.locator(".verdict")).to_contain_text("Members known by name: 0")


@pytest.mark.parametrize(
    ("address", "headline"),
    [
        ("/schools/school:jiahe-vocational?lang=en", "ties to enterprises|Programs"),
        ("/counties/county:431025?lang=en", "on record"),
        ("/alignment?lang=en", "programs are on record|cannot be checked"),
    ],
)
def test_schools_counties_and_shares_have_a_verdict(page: Page, settled: Settled, address: str, headline: str) -> None:
    page.goto(address)
    settled(page)
    expect(page.locator(".verdict-title")).to_have_text(re.compile(headline))
    assert page.locator(".verdict-part").all_inner_texts() == [
        "What is claimed",
        "What can be verified",
        "What is missing",
        "What to do next",
    ]


def test_a_share_of_too_few_programs_is_refused(page: Page, settled: Settled) -> None:
    page.goto("/alignment?lang=en")
    settled(page)
    expect(page.locator(".verdict").get_by_role("button", name="Too little data").first).to_be_visible()
