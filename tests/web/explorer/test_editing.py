"""A correction in the explorer, from the page of an entity to the published data, on ``alliance up`` with a small package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.api.server.test_up import Up
from tests.conftest import GraphDB
from tests.web.explorer.conftest import PATIENCE, Watched
from tests.web.explorer.editable import editable

pytestmark = pytest.mark.slow
SCHOOL = "/schools/school:a?lang=en"


@pytest.fixture(scope="module")
def running(explorer_built: Path, graph_db: GraphDB, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A server whose data can be edited and published."""
    with editable(tmp_path_factory.mktemp("editing"), graph_db) as server:
        yield server


@pytest.fixture(scope="module")
def site(running: Up) -> str:
    return running.url


@pytest.fixture
def switches(watched: Watched) -> Iterator[None]:
    """Ignore 503 in the browser console: a publication switches the data of the server. Other messages still fail the test."""
    yield
    watched.complaints[:] = [said for said in watched.complaints if "status of 503" not in said]


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Correct School A")


def correct(page: Page, value: str, reason: str = "as on its sign") -> None:
    """Fill in the form for the name of the school, with a reason instead of a source, and send it."""
    page.goto(SCHOOL)
    page.get_by_role("button", name="Correct this", exact=True).click()
    dialog(page).get_by_label("New value").fill(value)
    dialog(page).get_by_label("No source").check()
    dialog(page).get_by_role("textbox", name="Reason").fill(reason)
    dialog(page).get_by_role("button", name="Propose").click()


def proposed(page: Page, value: str) -> Locator:
    """Propose a name in a draft of its own, and return the draft in the review queue."""
    correct(page, value)
    dialog(page).get_by_role("link", name="Open the draft").click()
    expect(page).to_have_url(re.compile("/drafts"))
    draft = page.get_by_role("region", name=re.compile("School A")).first
    expect(draft.get_by_text(value).first).to_be_visible()
    return draft


def test_a_form_without_evidence_names_what_is_missing_and_keeps_the_input(page: Page) -> None:
    page.goto(SCHOOL)
    page.get_by_role("button", name="Correct this", exact=True).click()
    dialog(page).get_by_label("New value").fill("First School")
    dialog(page).get_by_role("button", name="Propose").click()
    expect(dialog(page).get_by_text("Select a source, or choose another kind of evidence.")).to_be_visible()
    expect(dialog(page).get_by_label("New value")).to_have_value("First School")


def test_closing_the_form_returns_the_focus_to_its_button(page: Page) -> None:
    page.goto(SCHOOL)
    button = page.get_by_role("button", name="Correct this", exact=True)
    button.click()
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_draft_that_is_sent_back_shows_the_comment(page: Page) -> None:
    draft = proposed(page, "Another School")
    draft.get_by_label("Comment for the editor").fill("Cite the register.")
    draft.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Reviewer’s comment: Cite the register.")).to_be_visible()


@pytest.mark.usefixtures("switches")
def test_a_corrected_name_is_reviewed_published_and_recorded(page: Page) -> None:
    draft = proposed(page, "First School")
    draft.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Publish what is accepted").click()
    page.get_by_role("link", name="See the changes").click(timeout=2 * PATIENCE)
    page.get_by_role("button", name="Show changes").first.click()
    changed = page.get_by_role("region", name="From version 1 to version 2").get_by_role("row").filter(has_text="First School")
    expect(changed.first).to_contain_text("School A")
    page.goto(SCHOOL)
    expect(page.get_by_role("heading", level=1)).to_have_text("First School")


def test_without_the_scope_propose_nothing_can_be_corrected(browser: Browser, running: Up, site: str) -> None:
    """A key with a write scope takes the scopes from requests without a key."""
    running.run("keys", "create", "Office", "--scope", "read", "--scope", "propose")
    assert httpx.get(f"{site}/v1/editing", trust_env=False).json()["results"][0]["scopes"] == []
    context: BrowserContext = browser.new_context(base_url=site)
    opened = context.new_page()
    opened.goto(SCHOOL)
    expect(opened.get_by_role("heading", name="Key facts")).to_be_visible(timeout=PATIENCE)
    expect(opened.get_by_role("button", name="Correct this")).to_have_count(0)
    context.close()
