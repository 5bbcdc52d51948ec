"""docs/import.md: the commands work, and the page lists what exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from api.cli import run
from seed.importing.mapping import Table, ValueOf
from seed.importing.mapping_file import parse_mapping
from seed.importing.shipped import shipped_names
from seed.importing.template import FIELDS, SHEET
from tests.each import each
from tests.seed.importing.test_shipped import COMPLETIONS, CROSSWALK, INSTITUTIONS
from tests.seed.importing.workbooks import messy, write_book

PAGE = (Path(__file__).resolve().parents[3] / "docs/import.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line)[3:] for line in re.findall(r"^ *uv run alliance .*$", PAGE, re.MULTILINE)]
"""The words of each command of the page after ``uv run alliance``."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the files of the page."""
    monkeypatch.chdir(tmp_path)
    messy(tmp_path / "校企合作.xlsx")
    (tmp_path / "institutions.csv").write_text(INSTITUTIONS, encoding="utf-8")
    (tmp_path / "completions_2024.csv").write_text(COMPLETIONS, encoding="utf-8")
    (tmp_path / "cip2020_soc2018.csv").write_text(CROSSWALK, encoding="utf-8")
    return tmp_path


def test_the_commands_of_the_page_work_in_order(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guess, *others = COMMANDS
    assert run(guess) == 2, "without a terminal, the guess has to be confirmed"
    for words in (["check", *words[1:]] if words[0] == "load" else words for words in others):
        assert run(words) == 0, (words, capsys.readouterr())
        if words[0] == "template":
            member = ["", "甲县示例联合体", "甲县示例学校", "学校 School"]
            write_book(here / words[2], {SHEET: [[field.zh for field in FIELDS], [field.en for field in FIELDS], member]})


def test_the_output_of_the_page_is_that_of_the_command(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in COMMANDS[:2]:
        run(words)
    shown = capsys.readouterr()
    lines = {line.strip() for line in (shown.out + shown.err).splitlines()}
    quoted = [line.strip() for line in PAGE.splitlines() if re.match(r" +(?:学校专业及合作|numbers that|Examples:|Wrote)", line)]
    assert len(quoted) == 7
    assert set(quoted) <= lines


def test_the_mapping_of_the_page_is_valid() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(parse_mapping(text).tables[0].entities) == 3


@each("key", [*ValueOf.model_fields, *Table.model_fields, "decide", "within", "code", *shipped_names()])
def test_each_key_and_mapping_is_on_the_page(key: str) -> None:
    assert key in PAGE
