"""The workspace with the edits."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from graph.errors import LocalServerError, PackageError
from graph.storage import workspace as module
from graph.storage.workspace import Workspace
from seed.edits.edit import EDITS_FILE, Edit
from seed.packages.package import Package
from tests.each import each

AT = {"who": "Li", "at": "2026"}
EDIT = Edit("e1", "set", "School", "school:a", "name", "A", "B", reason="r", **AT)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


def test_edits_are_added_to_a_package(workspace: Workspace) -> None:
    with workspace.locked():
        workspace.append([EDIT], ["small"])
        workspace.append([Edit("e2", "undo", row="e1", **AT)], ["large", "small"])
    assert [edit.edit for edit in workspace.edits()] == ["e1", "e2"]
    assert Package.open(workspace.package).requires == ("small", "large")


def test_only_the_owner_can_read_the_edits(workspace: Workspace) -> None:
    workspace.append([EDIT], [])
    assert {stat.S_IMODE(path.stat().st_mode) for path in workspace.package.iterdir()} == {0o600}


def test_a_second_process_waits_and_then_names_the_first(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WAIT", 0.1)
    with workspace.locked(), pytest.raises(LocalServerError, match=r"The workspace .* is in use"), workspace.locked():
        pass


def test_edits_with_problems_are_refused_and_stay(workspace: Workspace) -> None:
    workspace.append([EDIT], [])
    file = workspace.package / EDITS_FILE
    file.write_text(file.read_text() + "e2,sett,,,,,,,,,,Li,2026\n")
    with pytest.raises(PackageError, match="row 3"):
        workspace.append([EDIT], [])
    assert file.read_text().endswith("2026\n")


@each("failing", [1, 2])
def test_an_interrupted_addition_leaves_the_old_edits(failing: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("data"))
    workspace.append([EDIT], ["small"])
    calls = 0
    write = module.write_atomically

    def interrupted(file: Path, text: str, *, mode: int) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise KeyboardInterrupt
        write(file, text, mode=mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "write_atomically", interrupted)
        with pytest.raises(KeyboardInterrupt):
            workspace.append([Edit("e2", "undo", row="e1", **AT)], ["large"])
    assert workspace.edits() == (EDIT,)
