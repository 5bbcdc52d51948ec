"""The recipes in docs/clients.md: each runs on the documented data and prints the output shown on the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.conftest import GraphDB
from tests.web.conftest import NODE, ROOT, Project, node
from tests.web.test_api_page import ADDRESS, agree

PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
PRINTING = re.findall(r"^```(ts|python)\n((?:(?!^```).)*)\n```\n\n```text\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
FILES = dict(re.findall(r"^```(?:js|ts)\n// (\S+)\n((?:(?!^```).)*)\n```$", PAGE, re.MULTILINE | re.DOTALL))
"""Files of a project, by name."""


@pytest.fixture(scope="module")
def url(documented: GraphDB, serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve(documented, data=tmp_path_factory.mktemp("data"))


def test_every_block_of_code_is_run() -> None:
    assert len(re.findall(r"^```(?:ts|js|python)$", PAGE, re.MULTILINE)) == len(PRINTING) + len(FILES)


@pytest.mark.parametrize(("text", "shown"), [recipe[1:] for recipe in PRINTING if recipe[0] == "python"])
def test_python_recipe(text: str, shown: str, url: str, tmp_path: Path) -> None:
    around = {**os.environ, "NO_PROXY": "*", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", text.replace(ADDRESS, url)],
        cwd=tmp_path,
        env=around,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    agree(done.stdout, shown)


def test_typescript_recipe(url: str, project: Project) -> None:
    for language, text, shown in PRINTING:
        if language == "ts":
            agree(node(project.compiled(text.replace(ADDRESS, url)), cwd=project.home), shown)


def test_vite_recipe(url: str, project: Project, explorer_built: Path) -> None:
    """The development server forwards requests to the API and serves the page, and the page can be built."""
    packages = explorer_built.parent / "node_modules"
    (project.home / "node_modules" / "vite").symlink_to(packages / "vite")
    (project.home / "index.html").write_text('<body></body><script type="module" src="/main.ts"></script>', encoding="utf-8")
    for name, text in FILES.items():
        (project.home / name).write_text(text.replace(ADDRESS, url), encoding="utf-8")
    project.check("-p", ".", "--noEmit")
    vite = packages / "vite" / "bin" / "vite.js"
    node(vite, "build", "--logLevel", "error", cwd=project.home)
    words = [NODE, vite, "--host", "127.0.0.1", "--port", "0", "--clearScreen", "false"]
    with subprocess.Popen(words, cwd=project.home, stdout=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"}) as running:
        try:
            assert running.stdout is not None
            said = next(found for line in running.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            with httpx.Client(base_url=said[0], trust_env=False, timeout=60) as client:
                assert client.get("/v1/schools?per_page=1").json()["meta"]["count"] == 1
                assert "/v1/schools" in client.get("/main.ts").text or client.get("/main.ts").status_code == 200
        finally:
            running.terminate()
