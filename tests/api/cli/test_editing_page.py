"""docs/editing.md: the commands work in order on the data of Chenzhou, and the page lists what exists. The server is replaced by a fake."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from api.cli import run
from graph.loading import local_loader
from graph.storage.ledger import Ledger
from seed.edits.edit import ACTIONS, COLUMNS
from seed.model import PROVENANCE
from seed.packages.package import bundled
from tests.conftest import CACHE
from tests.each import each

PAGE = (Path(__file__).resolve().parents[3] / "docs/editing.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line, comments=True)[3:] for line in re.findall(r"^ *uv run alliance .*$", PAGE, re.MULTILINE)]
"""The words of each command of the page after ``uv run alliance``."""


@pytest.fixture
def data(without_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the documented data of Chenzhou."""
    monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ALLIANCE_EDITOR", "Example office")
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    # load --back starts a server on the store; a fake store has none to start.
    monkeypatch.setattr(local_loader, "find_faults", lambda *args: [])
    local_loader.load_local(tmp_path / "data", CACHE, [bundled("chenzhou") or ""])
    return tmp_path / "data"


@pytest.fixture
def output(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The output of all commands of the page, in order."""
    texts: list[str] = []
    for words in COMMANDS:
        code = run(words)
        shown = capsys.readouterr()
        assert code == 0, (words, shown)
        texts += [shown.out, shown.err]
    return "".join(texts)


def test_the_commands_of_the_page_work_in_order(output: str, data: Path) -> None:
    entries = Ledger(data).entries()
    assert [(entry.action, entry.message) for entry in entries] == [
        ("found", ""),
        ("publish", "Name of Anneng corrected, example member added"),
        ("publish", "Example member withdrawn"),
        ("back", ""),
    ]
    assert entries[3].data_version == entries[1].data_version


def test_the_output_of_the_page_is_that_of_the_command(output: str) -> None:
    (quoted,) = re.findall(r"^ +(name of enterprise:.*)$", PAGE, re.MULTILINE)
    assert quoted in output


def test_the_published_differences_are_those_of_the_edits(output: str) -> None:
    assert "changed,Enterprise,enterprise:anneng,name,Anneng,An Neng\n" in output
    assert "added,MEMBER_OF,MEMBER_OF~enterprise:example~alliance:chenzhou-ftz-new-materials-it,,,\n" in output


def test_the_workbook_has_all_differences_and_the_groups(output: str, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(tmp_path / "changes.xlsx")
    assert ["changed", "Enterprise", "enterprise:anneng", "name", "Anneng", "An Neng"] in book.get_sheet_by_name("differences").to_python()
    assert ["changed", "Enterprise", "name", 1] in book.get_sheet_by_name("groups").to_python()


@each("name", [*COLUMNS, *ACTIONS, *(name for name in PROVENANCE)])
def test_each_column_and_action_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


REFUSED: dict[str, tuple[list[str], int, str]] = {
    "unknown id": (["edit", "set", "enterprise:annen", "name", "x", "--reason", "r"], 2, "Did you mean 'enterprise:anneng'"),
    "no evidence": (["edit", "set", "enterprise:anneng", "name", "x"], 2, "Add --source ID (or a URL), or --reason TEXT."),
    "no pair": (["edit", "add", "School", "id"], 2, "'id' is not of the form PROPERTY=VALUE."),
    "a pair twice": (["edit", "add", "School", "id=school:x", "id=school:y"], 2, "The property 'id' is given twice."),
    "relationships": (["edit", "remove", "enterprise:anneng", "--reason", "r"], 2, "Remove them too with --with-relationships."),
    "nothing to publish": (["publish"], 2, "There are no edits to publish."),
    "nothing to undo": (["undo"], 2, "There is no edit to undo."),
    "unknown version": (["diff", "7"], 2, "The ledger has no data version '7'."),
    "workbook with another ending": (["diff", "--out", "changes.docx"], 2, "'changes.docx' is neither .xlsx nor .csv."),
    "unknown package": (["unload", "chenzou"], 2, "Did you mean 'chenzhou'"),
}


@each("case", REFUSED)
def test_mistakes_are_refused_in_words(case: str, data: Path) -> None:
    words, code, message = REFUSED[case]
    with pytest.MonkeyPatch.context() as patch:
        texts: list[str] = []
        patch.setattr("api.cli.terminal.err.print", lambda text, **more: texts.append(str(text)))
        assert run(words) == code
    assert message in "".join(texts)
