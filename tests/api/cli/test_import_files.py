"""``alliance import`` and ``alliance template``."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

import pytest
import typer

from api.cli import run
from seed.importing.template import FIELDS, SHEET
from tests.seed.importing.workbooks import MAPPING, messy, write_book


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the messy workbook and its mapping."""
    monkeypatch.chdir(tmp_path)
    messy(tmp_path / "a.xlsx")
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def test_with_a_mapping_the_import_needs_no_questions(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "a.xlsx", "--mapping", "m.yaml", "--out", "mine"]) == 0
    shown = capsys.readouterr()
    assert "Load it with: alliance load mine" in shown.out
    assert "5 Program" in shown.out
    assert "numbers that cannot be read (left out): 1" in shown.err
    assert "学校专业及合作!F10 [六十]: This is not a number." in shown.err
    assert run(["check", "mine"]) == 0


def test_strict_exits_with_2_if_something_is_left_out(here: Path) -> None:
    assert run(["import", "a.xlsx", "--mapping", "m.yaml", "--out", "mine", "--strict"]) == 2


def test_without_a_mapping_the_guess_is_shown_and_nothing_is_imported(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "a.xlsx", "--name", "mine"]) == 2
    shown = capsys.readouterr()
    assert "学校专业及合作: 合作企业/名称 -> enterprise.name ('合作企业/名称' is a usual header)" in shown.out
    assert "Nothing was imported. Check mine/import/mapping.yaml" in shown.err
    assert not (here / "mine" / "datapackage.json").exists()


def test_the_command_that_the_guess_shows_works(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", "a.xlsx", "--name", "mine"])
    command = capsys.readouterr().err.strip().rpartition("then run: alliance ")[2]
    assert run(command.split()) == 0
    assert run(["check", "mine"]) == 0


def test_a_guess_does_not_overwrite_a_corrected_mapping(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", "a.xlsx", "--name", "mine"])
    (here / "mine/import/mapping.yaml").write_text(MAPPING, encoding="utf-8")
    assert run(["import", "a.xlsx", "--name", "mine"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert (here / "mine/import/mapping.yaml").read_text(encoding="utf-8") == MAPPING


@pytest.mark.parametrize(("answer", "code"), [(True, 0), (False, 2)])
def test_on_a_terminal_the_guess_can_be_accepted(answer: bool, code: int, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "confirm", lambda _: answer)
    assert run(["import", "a.xlsx", "--name", "mine"]) == code
    assert (here / "mine/datapackage.json").exists() == answer


def test_open_names_stop_the_import_and_can_be_decided(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "name: mine\nrequires: []\ntables:\n  - entities:\n      - {as: enterprise, type: Enterprise, name: 企业}\n"
    (here / "m.yaml").write_text(text, encoding="utf-8")
    write_book(here / "b.xlsx", {"甲": [["企业"], ["甲示例机械厂"], ["甲县甲示例机械厂"]]})
    command = ["import", "b.xlsx", "--mapping", "m.yaml"]
    assert run(command) == 2
    assert "1 name needs a decision; nothing was imported." in capsys.readouterr().err
    path = here / "mine/import/decisions.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["name"], row["decision"]) for row in rows] == [("甲县甲示例机械厂", ""), ("甲示例机械厂", "new")]
    rows[0] |= {"decision": "new", "decided_by": "某人"}
    with path.open("w", encoding="utf-8-sig", newline="") as stream:  # as Excel saves it
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert run(command) == 0
    assert "2 Enterprise" in capsys.readouterr().out
    assert run(command) == 0, "the next run uses the same decisions"


def test_an_undecided_name_can_be_accepted_as_new(here: Path) -> None:
    text = "name: mine\nrequires: []\ntables:\n  - entities:\n      - {as: enterprise, type: Enterprise, name: 企业}\n"
    (here / "m.yaml").write_text(text, encoding="utf-8")
    write_book(here / "b.xlsx", {"甲": [["企业"], ["甲示例机械厂"], ["甲县甲示例机械厂"]]})
    assert run(["import", "b.xlsx", "--mapping", "m.yaml", "--undecided", "new"]) == 0


def test_name_and_requirements_of_the_command_line_replace_those_of_the_mapping(here: Path) -> None:
    assert run(["import", "a.xlsx", "--mapping", "m.yaml", "--name", "other", "--requires", "hunan"]) == 0
    assert '"requires": [\n    "hunan"\n  ]' in (here / "other/datapackage.json").read_text(encoding="utf-8")
    assert (here / "other/import/mapping.yaml").read_text(encoding="utf-8").startswith("\nname: other\nrequires: [hunan]\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["import", "nothing.xlsx"], "File not found"),
        (["import", "a.xlsx", "--name", "我的县"], "lower-case letters"),
        (["import", "m.yaml"], "Unsupported file type"),
        (["import", "a.xlsx", "--mapping", "nowhere.yaml"], "alliance-template"),
        (["import", "a.xlsx", "--mapping", "m.yaml", "--undecided", "later"], "stop, new, none, best"),
        (["import", "a.xlsx", "--mapping", "m.yaml", "--decisions", "m.yaml"], "Unsupported file type"),
        (["template", "school"], "alliance"),
        (["template", "alliance", "t.pdf"], "Use .xlsx"),
        (["template", "alliance", "nowhere/t.xlsx"], "Create it first"),
        (["template", "alliance", "a.xlsx"], "--force"),
        (["check", "a.xlsx"], "This is a workbook, not a data package. Turn it into a package: alliance import a.xlsx."),
    ],
)
def test_wrong_input_exits_with_2_and_a_hint(words: list[str], says: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert says in capsys.readouterr().err


def test_a_folder_with_another_package_is_not_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "other"]) == 0
    assert run(["import", "a.xlsx", "--mapping", "m.yaml", "--out", "other"]) == 2
    assert "another package" in capsys.readouterr().err


def test_a_file_without_rows_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "alliance", "t.xlsx"]) == 0
    assert run(["import", "t.xlsx"]) == 2
    assert "The files give no rows." in capsys.readouterr().err


def test_the_filled_template_is_imported_without_a_mapping(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = ["", "甲县示例联合体", "甲县示例学校", "学校 School", "", "桂阳县"]
    write_book(here / "t.xlsx", {SHEET: [[field.zh for field in FIELDS], [field.en for field in FIELDS], row]})
    assert run(["import", "t.xlsx", "--name", "jia"]) == 0
    assert "1 MEMBER_OF" in capsys.readouterr().out
    assert run(["check", "jia"]) == 0


def test_the_import_twice_gives_the_same_files(here: Path) -> None:
    run(["import", "a.xlsx", "--mapping", "m.yaml", "--out", "mine"])
    shutil.copytree(here / "mine", here / "before")
    assert run(["import", "a.xlsx", "--mapping", "m.yaml", "--out", "mine"]) == 0
    for path in (here / "before").rglob("*.*"):
        assert path.read_bytes() == (here / "mine" / path.relative_to(here / "before")).read_bytes(), path
