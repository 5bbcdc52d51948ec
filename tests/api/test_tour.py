"""The tour in docs/tour.md: every command is run on the default data and prints what the page shows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli import run
from api.cli.terminal import out
from tests.conftest import GraphDB

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "tour.md").read_text(encoding="utf-8")
TOUR = re.findall(r"^```console\n\$ uv run alliance (?P<words>[^\n]+)\n(?P<shown>.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
WIDTH = 110


def plain(text: str) -> list[str]:
    """Lines without the space at their ends; the data version differs with the overlay that the page's server had."""
    return [re.sub(r"data version [0-9a-f]{12}", "data version", line.rstrip()) for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def url(default_data: GraphDB, serve: Callable[[GraphDB], str]) -> str:
    return serve(default_data)


def test_the_tour_has_eight_commands() -> None:
    assert len(TOUR) == 8


@pytest.mark.parametrize(("words", "shown"), TOUR, ids=[words for words, _ in TOUR])
def test_a_command_of_the_tour_prints_what_the_page_shows(
    words: str, shown: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLIANCE_URL", url)
    monkeypatch.setattr(out, "width", WIDTH)
    assert run(shlex.split(words)) == 0
    assert plain(capsys.readouterr().out) == plain(shown)
