"""The recipes in docs/api.md: each runs on the documented data and prints the output shown on the page.

A small substitute replaces ``curl``, so the tests do not need it. It respects ``Retry-After``, as the page recommends.
"""

from __future__ import annotations

import argparse
import doctest
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.cli import run
from tests.conftest import GraphDB
from tests.web.conftest import ROOT, Project, node

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs" / "examples"
ADDRESS = "http://127.0.0.1:8000"
CONSOLE = re.findall(r"^```console\n\$ (?P<words>[^\n]+)\n(?P<shown>.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
CODE = re.findall(r"^```(?P<language>ts|python)\n(?P<text>.*?)\n```\n\n```text\n(?P<shown>.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
PATIENCE = 240


@pytest.fixture(scope="module")
def url(documented: GraphDB, serve: Callable[[GraphDB], str]) -> str:
    return serve(documented)


@pytest.fixture
def around(documented: GraphDB, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Point the environment at the database: the console copies the packages of that database."""
    monkeypatch.setenv("NEO4J_URI", documented.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", documented.auth[1])


def python(*words: str) -> str:
    """Run Python in the examples folder and return its output."""
    around = {**os.environ, "NO_PROXY": "*"}
    done = subprocess.run([sys.executable, *words], cwd=EXAMPLES, check=False, capture_output=True, text=True, timeout=240, env=around)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def agree(printed: str, shown: str) -> None:
    """Assert that the output matches; ``...`` matches any text."""
    checker = doctest.OutputChecker()
    assert checker.check_output(shown + "\n", printed.replace("\r\n", "\n").strip() + "\n", doctest.ELLIPSIS), (
        f"{printed[:3000]}\n\nis not\n\n{shown}"
    )


def curl(words: list[str]) -> str:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-G", action="store_true")
    parser.add_argument("-d", action="append", default=[])
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("--data-urlencode", action="append", default=[])
    given = parser.parse_args(words)
    parts = [*given.d, *(f"{text.partition('=')[0]}={quote(text.partition('=')[2])}" for text in given.data_urlencode)]
    headers = dict(line.split(": ", 1) for line in given.H)
    target = f"{given.url}?{'&'.join(parts)}" if given.G else given.url
    with httpx.Client(trust_env=False, timeout=60, limits=httpx.Limits(keepalive_expiry=2)) as client:
        request = client.build_request(
            "GET" if given.G else "POST", target, headers=headers, content=None if given.G else "&".join(parts).encode()
        )
        end = time.monotonic() + PATIENCE
        while (response := client.send(request)).status_code == 503 and time.monotonic() < end:
            time.sleep(int(response.headers["Retry-After"]))
        return response.text


def test_all_ten_recipes_are_run() -> None:
    titles = re.findall(r"^### (\d+)\. ", PAGE, re.MULTILINE)
    assert titles == [str(number) for number in range(1, len(titles) + 1)]
    assert len(titles) >= 10
    assert len(re.findall(r"^```(?:console|ts|python)$", PAGE, re.MULTILINE)) == len(CONSOLE) + len(CODE)


@pytest.mark.usefixtures("around")
@pytest.mark.parametrize(("words", "shown"), CONSOLE, ids=[words[:70] for words, _ in CONSOLE])
def test_command_recipe(words: str, shown: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tool, *rest = shlex.split(words.replace(ADDRESS, url))
    if tool == "curl":
        agree(curl(rest), shown)
    else:
        assert tool == "alliance"
        monkeypatch.setenv("ALLIANCE_URL", url)
        assert run(rest) == 0
        agree(capsys.readouterr().out, shown)


@pytest.mark.parametrize(("language", "text", "shown"), CODE, ids=[f"{language}-{number}" for number, (language, *_) in enumerate(CODE)])
def test_code_recipe(language: str, text: str, shown: str, url: str, project: Project) -> None:
    text = text.replace(ADDRESS, url)
    agree(python("-c", text) if language == "python" else node(project.compiled(text), cwd=project.home), shown)


def test_python_example_type_checks() -> None:
    python("-m", "mypy", "--strict", "--config-file=", f"--cache-dir={os.devnull}", "explorer.py")


def test_python_example_runs(url: str) -> None:
    printed = python("explorer.py", url)
    assert "E-commerce -> JD.com: no number given" in printed
    assert "422 unknown-name: In 'filter'" in printed
    assert printed.count("documented)") >= 3
