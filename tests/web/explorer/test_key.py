"""A server that requires a key: the page asks for one, sends it with every request, and can forget it with all data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from api.dependencies import Stores
from api.security.api_keys import Keys
from api.server.uvicorn_thread import Serving
from tests.api.conftest import PATIENT, attach
from tests.conftest import GraphDB
from tests.web.explorer.composing import reaching
from tests.web.explorer.conftest import PATIENCE, Watched
from tests.web.explorer.test_pages import AXE

Settled = Callable[[Page], None]
SCHOOL = "/schools/school:jiahe-vocational?origin=all&lang=en"
QUESTION = "/questions/enterprises-fed-by-programs?county=county:431024&origin=all&lang=en"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys") / "keys.json")


def serving(explored: GraphDB, **changes: Any) -> Serving:
    """Start the API on the test data with changed settings."""
    stores = Stores()
    running = Serving("127.0.0.1", 0, stores, PATIENT.model_copy(update=changes))
    running.start()
    attach(running, stores, explored)
    return running


@pytest.fixture(scope="module")
def site(explorer_built: Path, explored: GraphDB, keys: Keys) -> Iterator[str]:
    """The explorer on a server that requires a key."""
    running = serving(explored, require_key=True, keys=keys.path)
    yield running.url
    running.stop()


@pytest.fixture(scope="module")
def key(keys: Keys) -> str:
    return keys.create("reader")


@pytest.fixture(autouse=True)
def refusals(watched: Watched) -> Iterator[None]:
    """Ignore 401 and 403 in the browser console, which are expected here; other messages still fail the test."""
    yield
    watched.complaints[:] = [said for said in watched.complaints if not re.search(r"status of 40[13]", said)]


def form(page: Page) -> Locator:
    return page.get_by_role("region", name="API key required")


def give(page: Page, key: str) -> None:
    """Enter a key into the form with the keyboard."""
    field = form(page).get_by_label("Key")
    field.focus()
    field.fill("")
    page.keyboard.type(key)
    page.keyboard.press("Enter")


def opened(page: Page, settled: Settled, address: str, key: str) -> None:
    """Open a page and enter the key."""
    page.goto(address)
    give(page, key)
    expect(form(page)).to_have_count(0)
    settled(page)


def stored(page: Page) -> dict[str, list[str]]:
    """Return all that the browser stores, except the language, which is no secret."""
    local = "Object.entries(localStorage).filter(([name]) => name !== 'alliance-lang').map(([, value]) => value)"
    return dict(page.evaluate(f"({{session: Object.values(sessionStorage), local: {local}}})"))


@pytest.mark.parametrize("address", ["/", "/questions", SCHOOL, "/table/programs?origin=all&lang=en", "/counties", "/claims", "/query"])
def test_every_page_asks_for_a_key(page: Page, address: str) -> None:
    page.goto(address.partition("?")[0] + "?origin=all&lang=zh")
    zh = page.get_by_role("region", name="需要密钥")
    expect(zh.get_by_role("alert")).to_have_text("访问此服务器的数据需要密钥。")
    expect(zh.get_by_label("密钥")).to_have_attribute("type", "password")
    expect(zh.get_by_label("密钥")).to_have_attribute("autocomplete", "off")
    page.get_by_role("button", name="English").click()
    expect(form(page).get_by_role("alert")).to_have_text("This server requires an API key.")
    expect(page.locator("input[type=password]")).to_have_count(1)
    expect(page.get_by_role("button", name="Remove the key")).to_have_count(0)
    expect(page.locator("main a.thing")).to_have_count(0)


def test_no_key_of_a_composition_reaches_the_field(page: Page) -> None:
    page.goto(SCHOOL)
    assert reaching(form(page).get_by_label("Key")) == []


def test_key_form_is_accessible_and_linked_from_errors(page: Page) -> None:
    page.goto(SCHOOL)
    page.get_by_role("main").get_by_role("button", name="Enter a key").first.click()
    expect(form(page).get_by_label("Key")).to_be_focused()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    bad = [(item["id"], [node["html"][:200] for node in item["nodes"]]) for item in found["violations"]]
    serious = {item["id"] for item in found["violations"] if item["impact"] in {"serious", "critical"}}
    assert not serious, json.dumps(bad, ensure_ascii=False, indent=1)


def test_invalid_key_is_rejected_and_not_stored(page: Page, keys: Keys) -> None:
    revoked, watcher = keys.create("gone"), keys.create("watcher", ["metrics"])
    keys.revoke("gone")
    page.goto(SCHOOL)
    for wrong, why in (
        ("alliance_000000000000_wrong", "does not accept this key"),
        (revoked, "does not accept this key"),
        ("密钥", "Not a valid key"),
        ("", "Not a valid key"),
        (watcher, "lacks the scope read"),
    ):
        give(page, wrong)
        expect(form(page).get_by_role("status")).to_contain_text(why)
        expect(form(page).get_by_label("Key")).to_be_focused()
        assert stored(page) == {"session": [], "local": []}
    keys.revoke("watcher")
    expect(page.get_by_role("button", name="Remove the key")).to_have_count(0)


def test_valid_key_opens_everything_and_is_not_exposed(page: Page, settled: Settled, key: str) -> None:
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    page.on("request", note)
    opened(page, settled, QUESTION, key)
    expect(page.locator("main tbody tr").first).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    assert stored(page) == {"session": [key], "local": []}
    page.reload()
    settled(page)
    expect(page.locator("main tbody tr").first).to_be_visible()
    page.goto(SCHOOL)
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jiahe")
    assert form(page).count() == 0
    shown = page.content() + page.evaluate("document.cookie")
    assert key not in shown
    assert not [request.url for request in requests if key in request.url or key in (request.post_data or "")]
    asked = [request for request in requests if "/v1/" in request.url and not request.url.endswith("/v1/model")]  # labels need no key
    sent = [request.headers.get("authorization") for request in asked]
    assert sent[-1] == f"Bearer {key}"
    first = sent.index(f"Bearer {key}")
    assert set(sent[:first]) == {None}
    assert set(sent[first:]) == {f"Bearer {key}"}


def test_copied_text_does_not_contain_the_key(page: Page, settled: Settled, key: str) -> None:
    opened(page, settled, QUESTION, key)
    page.locator("details.computed summary").click()
    expect(page.locator("pre", has_text="curl").first).to_contain_text('-H "Authorization: Bearer $ALLIANCE_KEY"')
    settled(page)
    copied: list[str] = []
    for button in page.locator("details.computed").get_by_role("button").all():
        button.click()
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    assert copied[1].startswith("curl -s -H")
    page.get_by_role("button", name="Copy link").first.click()
    copied.append(page.evaluate("navigator.clipboard.readText()"))
    assert not [text for text in copied if key in text]


def test_files_are_downloaded_with_the_key(page: Page, settled: Settled, key: str) -> None:
    opened(page, settled, "/table/schools?origin=all&lang=en&filter=origin:documented", key)
    with page.expect_download(timeout=PATIENCE) as given:
        page.get_by_role("main").get_by_role("link", name="CSV").click()
    assert re.fullmatch(r"schools_\w+\.csv", given.value.suggested_filename)
    text = Path(given.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("id,")
    assert "school:jiahe-vocational" in text
    with page.expect_download(timeout=PATIENCE) as meta:
        page.locator("footer").get_by_role("link").first.click()
    assert meta.value.suggested_filename == "meta.json"
    assert json.loads(Path(meta.value.path()).read_text(encoding="utf-8"))["meta"]["data_version"]
    expect(page.get_by_text("Downloading the file")).to_have_count(0)


def test_rejected_download_shows_an_error_and_asks_for_a_key(page: Page, settled: Settled, keys: Keys) -> None:
    opened(page, settled, "/table/schools?origin=all&lang=en", keys.create("short"))
    keys.revoke("short")
    page.get_by_role("main").get_by_role("link", name="CSV").click()
    expect(page.get_by_text("Download failed: Key needed.")).to_be_visible()
    expect(form(page).get_by_role("alert")).to_contain_text("It may have been revoked")
    give(page, keys.create("other"))
    expect(form(page)).to_have_count(0)
    with page.expect_download(timeout=PATIENCE):
        page.get_by_role("main").get_by_role("link", name="CSV").click()
    expect(page.get_by_text("Download failed:")).to_have_count(0)
    keys.revoke("other")


def test_forgetting_the_key_clears_all_data(page: Page, settled: Settled, key: str) -> None:
    opened(page, settled, SCHOOL, key)
    page.get_by_role("navigation").get_by_role("link", name="Fact check").click()
    settled(page)
    expect(page.locator("main tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Remove the key").click()
    expect(form(page).get_by_role("alert")).to_have_text("This server requires an API key.")
    expect(page.locator("main tbody tr")).to_have_count(0)
    expect(page.get_by_role("main")).to_be_focused()
    expect(page.get_by_role("button", name="Remove the key")).to_have_count(0)
    assert stored(page) == {"session": [], "local": []}
    page.go_back()
    expect(page).to_have_url(re.compile("/schools/"))
    expect(form(page)).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Jiahe")).to_have_count(0)
    # The browser cache must not return stored responses either.
    assert page.evaluate("fetch('/v1/meta').then(response => response.status)") == 401
    assert page.evaluate("fetch('/v1/meta', {cache: 'force-cache'}).then(response => response.status)") == 401
    give(page, key)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jiahe")


def test_back_after_forgetting_the_key_shows_no_data(page: Page, settled: Settled, key: str) -> None:
    opened(page, settled, SCHOOL, key)
    page.goto("/claims?origin=all&lang=en")
    settled(page)
    page.get_by_role("button", name="Remove the key").click()
    expect(form(page)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/schools/"))
    expect(form(page)).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Jiahe")).to_have_count(0)


def test_revoked_key_is_requested_again(page: Page, settled: Settled, keys: Keys, key: str) -> None:
    opened(page, settled, "/?origin=all&lang=en", keys.create("passing"))
    keys.revoke("passing")
    page.get_by_role("navigation").get_by_role("link", name="Atlas").click()
    expect(form(page).get_by_role("alert")).to_contain_text("It may have been revoked")
    give(page, key)
    expect(form(page)).to_have_count(0)
    settled(page)
    expect(page.locator("main").get_by_role("link").first).to_be_visible()


class Held:
    """Hold the requests with a key, until they are continued."""

    def __init__(self, page: Page, key: str) -> None:
        self.key, self.routes = f"Bearer {key}", list[Route]()
        page.route("**/v1/**", self._decide)

    def _decide(self, route: Route) -> None:
        if route.request.headers.get("authorization") == self.key:
            self.routes.append(route)
        else:
            route.continue_()

    def resume(self, count: int | None = None) -> None:
        """Continue the first ``count`` of them, or all."""
        for route in self.routes[:count]:
            route.continue_()
        del self.routes[:count]


@pytest.fixture
def held(page: Page, settled: Settled, keys: Keys) -> Held:
    """The list of counties, opened from the home page with a key that was revoked in the meantime: its two requests are held."""
    revoked = keys.create("slow")
    opened(page, settled, "/?origin=all&lang=en", revoked)
    page.wait_for_load_state("networkidle")
    keys.revoke("slow")
    held = Held(page, revoked)
    counties = page.expect_request("**/v1/counties?**")
    with counties, page.expect_request("**/v1/measures"):
        page.get_by_role("navigation").get_by_role("link", name="Atlas").click()
    return held


def test_a_late_refusal_of_the_previous_key_is_ignored(page: Page, settled: Settled, held: Held, key: str) -> None:
    held.resume(1)
    give(page, key)
    expect(form(page)).to_have_count(0)
    held.resume()
    settled(page)
    expect(form(page)).to_have_count(0)


def test_the_key_field_keeps_its_text_on_the_next_page(page: Page, settled: Settled, held: Held, key: str) -> None:
    held.resume()
    field = form(page).get_by_label("Key")
    field.press_sequentially(key[:10])
    with page.expect_request("**/v1/alliances?**"):
        page.get_by_role("navigation").get_by_role("link", name="Alliances", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Alliances")).to_be_visible()
    expect(field).to_have_value(key[:10])
    held.resume()
    settled(page)
    expect(field).to_have_value(key[:10])


def test_public_console_accepts_a_key_with_its_scope(
    explorer_built: Path, explored: GraphDB, browser: Browser, keys: Keys, key: str, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", explored.uri)  # the server needs it to copy the data
    monkeypatch.setenv("NEO4J_USERNAME", explored.auth[0])
    monkeypatch.setenv("NEO4J_PASSWORD", explored.auth[1])
    monkeypatch.setenv("NEO4J_DATABASE", explored.database)
    running = serving(explored, public=True, hosts="127.0.0.1", keys=keys.path)
    page = browser.new_page(base_url=running.url, locale="en-GB")
    try:
        page.goto("/query?origin=all&lang=en")
        settled(page)
        expect(form(page).get_by_role("alert")).to_have_text("This requires a key with the scope console.")
        give(page, key)
        expect(form(page).get_by_role("alert")).to_contain_text("lacks the scope console")
        give(page, keys.create("asker", ["read", "console"]))
        expect(page.locator("textarea.code").first).to_be_visible()
        expect(form(page)).to_have_count(0)
        expect(page.get_by_role("navigation").get_by_role("link", name="Query")).to_be_visible()
        page.get_by_role("button", name="Remove the key").click()
        expect(form(page).get_by_role("alert")).to_have_text("This requires a key with the scope console.")
        expect(page.locator("textarea.code")).to_have_count(0)
    finally:
        page.close()
        running.stop()
        keys.revoke("asker")
