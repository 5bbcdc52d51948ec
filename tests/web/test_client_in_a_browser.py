"""The packed client, bundled by Vite, in a real Chromium on pages of other origins, with a publishable key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from api.dependencies import Stores
from api.security.api_keys import Keys
from api.server.uvicorn_thread import Serving
from graph.settings import Settings
from tests.api.conftest import attach
from tests.conftest import GraphDB
from tests.web.conftest import Project, node
from tests.web.explorer.conftest import PATIENCE, browser_arguments, chromium

PAGE = """\
import { collect, explorer, listSchools, ProblemError } from "alliance-explorer-client";

const client = explorer({ baseUrl: "URL", key: "KEY", retries: 0 });
try {
  const schools = await collect((cursor) => listSchools({ client, throwOnError: true, query: { cursor, per_page: 2, sort: "id" } }));
  document.title = schools.map((school) => school.id).join(" ");
} catch (error) {
  document.title = error instanceof ProblemError ? error.code : String(error);
}
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Serve a folder at an origin of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def keyed(small: GraphDB, tmp_path: Path) -> Iterator[Serving]:
    """A public server that requires a key."""
    settings = Settings(host="127.0.0.1", public=True, require_key=True, data=tmp_path / "data")
    serving = Serving("127.0.0.1", 0, Stores(), settings)
    serving.start()
    attach(serving, serving.stores, small)
    yield serving
    serving.stop()


def test_a_page_of_its_origin_reads_with_the_key_and_another_does_not(keyed: Serving, project: Project, explorer_built: Path) -> None:
    dist = project.home / "dist"
    with site(dist) as own, site(dist) as other, sync_playwright() as playwright:
        key = Keys(keyed.settings.data / "keys.json").create("map", origins=[own])
        (project.home / "index.html").write_text('<script type="module" src="/main.ts"></script>', encoding="utf-8")
        (project.home / "main.ts").write_text(PAGE.replace("URL", keyed.url).replace("KEY", key), encoding="utf-8")
        node(explorer_built.parent / "node_modules" / "vite" / "bin" / "vite.js", "build", "--logLevel", "error", cwd=project.home)
        path, around = chromium()
        browser = playwright.chromium.launch(executable_path=path, args=browser_arguments(), env=around)
        page = browser.new_page()
        page.goto(own)
        expect(page).to_have_title("school:a school:group school:sim-1", timeout=PATIENCE)
        page.goto(other)
        expect(page).to_have_title("no-answer", timeout=PATIENCE)
        browser.close()
