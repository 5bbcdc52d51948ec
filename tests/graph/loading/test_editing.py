"""Edit, publish and go back, with the importer and the server replaced by fakes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from graph.errors import BadValueError, LocalServerError, UserError
from graph.loading import local_loader
from graph.loading.editing import Editing, Evidence
from graph.loading.load_plan import PackageProblems, Summary
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Stores
from graph.storage.ledger import Ledger, Note
from seed.packages.checker import check
from seed.packages.differences import differences
from tests.conftest import CACHE
from tests.seed.edits.small import small
from tests.seed.packages.sample_packages import descriptor, lay

REASON = Evidence(reason="typing error")
FARM = "id,name,sources,quotes,locator,certainty,origin,rule\nenterprise:farm,Farm,source:s,,p. 2,seen,documented,\n"


@pytest.fixture
def settings(without_server: None, tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data", cache=CACHE, editor="Example office")
    load(settings, small(tmp_path / "small"))
    return settings


def load(settings: Settings, *paths: Path, merge: bool = True) -> Summary:
    return local_loader.load_local(settings.data, CACHE, paths, merge=merge, settings=settings, note=Note("load", "Example office"))


def editing(settings: Settings) -> Editing:
    return Editing(settings, DatabaseSettings(uri=None))


def name_school(settings: Settings, name: str) -> str:
    return editing(settings).change(lambda draft, author: draft.set("school:a", "name", name, author), REASON)[0].edit


def undo(settings: Settings, edit: str) -> None:
    editing(settings).change(lambda draft, author: draft.undo(edit, author), Evidence())


def version(settings: Settings) -> str:
    return str(editing(settings).version)


def test_a_publication_changes_the_row_and_what_depends_on_it(settings: Settings) -> None:
    name_school(settings, "College A")
    summary = editing(settings).publish("a name")
    # created: the Source of the edit; changed: the school and its relationship
    assert (summary.created, summary.changed, summary.removed) == (1, 2, 0)


def test_a_publication_is_in_the_ledger(settings: Settings) -> None:
    name_school(settings, "College A")
    summary = editing(settings).publish("a name")
    last = editing(settings).ledger.entries()[-1]
    assert (last.number, last.data_version, last.action, last.who, last.message) == (
        2,
        summary.data_version,
        "publish",
        "Example office",
        "a name",
    )
    assert [package.name for package in last.packages] == ["small", "edits"]


def test_an_undo_publishes_the_earlier_version_again(settings: Settings) -> None:
    first = version(settings)
    edit = name_school(settings, "College A")
    editing(settings).publish("")
    undo(settings, edit)
    assert editing(settings).publish("").data_version == first == version(settings)


def test_the_states_of_edits(settings: Settings) -> None:
    edit = name_school(settings, "College A")
    states = [editing(settings).states()[0].state]
    editing(settings).publish("")
    states.append(editing(settings).states()[0].state)
    undo(settings, edit)
    states.append(editing(settings).states()[0].state)
    editing(settings).publish("")
    states.append(editing(settings).states()[0].state)
    assert states == ["pending", "published", "withdrawn", "undone"]


def test_without_edits_there_is_nothing_to_publish(settings: Settings) -> None:
    with pytest.raises(UserError, match="no edits to publish"):
        editing(settings).publish("")
    name_school(settings, "College A")
    editing(settings).publish("")
    with pytest.raises(UserError, match="no edits to publish"):
        editing(settings).publish("")


def test_going_back_keeps_the_edits_and_is_in_the_ledger(settings: Settings) -> None:
    first = version(settings)
    name_school(settings, "College A")
    second = editing(settings).publish("").data_version
    local_loader.load_back(settings.data, note=Note("back", "Example office"))
    assert (version(settings), editing(settings).states()[0].state) == (first, "pending")
    assert editing(settings).publish("").data_version == second
    assert [entry.action for entry in editing(settings).ledger.entries()] == ["load", "publish", "back", "publish"]


def test_a_load_of_another_package_keeps_the_published_edits(settings: Settings, tmp_path: Path) -> None:
    name_school(settings, "College A")
    editing(settings).publish("")
    farm = lay(tmp_path / "farm", {"datapackage.json": descriptor(["nodes/enterprise.csv"], "farm"), "nodes/enterprise.csv": FARM.encode()})
    assert load(settings, farm).removed == 0
    assert {state.state for state in editing(settings).states()} == {"published"}


def test_each_version_is_built_again_from_the_history_with_its_hash(settings: Settings) -> None:
    for name in ("College A", "Academy A"):
        name_school(settings, name)
        editing(settings).publish("")
    for entry in editing(settings).ledger.entries():
        assert check(editing(settings).packages_of(str(entry.number))).data_version == entry.data_version


def test_the_differences_of_two_versions(settings: Settings) -> None:
    name_school(settings, "College A")
    editing(settings).publish("")
    found = differences(editing(settings).packages_of("1"), editing(settings).packages_of("2"))
    lines = [(item.change, item.row, item.property, item.old, item.new) for item in found if item.property in {"", "name"}]
    assert [line[:1] + line[2:] for line in lines] == [("added", "", "", ""), ("changed", "name", "School A", "College A")]


def test_the_differences_of_the_draft_are_those_of_its_publication(settings: Settings) -> None:
    name_school(settings, "College A")
    before = list(editing(settings).pending_differences())
    editing(settings).publish("")
    assert before == list(differences(editing(settings).packages_of("1"), editing(settings).packages_of("2")))
    assert not list(editing(settings).pending_differences())


def test_a_conflict_with_a_changed_package_is_refused_and_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    name_school(settings, "College A")
    editing(settings).publish("")
    before = version(settings)
    file = small(tmp_path / "small") / "nodes/school.csv"
    file.write_text(file.read_text().replace("School A", "School Alpha"))
    with pytest.raises(PackageProblems, match="expects name of school:a to be 'School A', but it is 'School Alpha'"):
        load(settings, tmp_path / "small")
    assert version(settings) == before


def test_unload_removes_a_package_and_can_be_undone(settings: Settings, tmp_path: Path) -> None:
    first = version(settings)
    farm = lay(tmp_path / "farm", {"datapackage.json": descriptor(["nodes/enterprise.csv"], "farm"), "nodes/enterprise.csv": FARM.encode()})
    load(settings, farm)
    assert editing(settings).unload("farm", "").data_version == first
    assert local_loader.load_back(settings.data).created == 1


def test_a_required_or_unknown_package_is_not_unloaded(settings: Settings) -> None:
    name_school(settings, "College A")
    editing(settings).publish("")
    with pytest.raises(UserError, match="'edits' requires 'small'"):
        editing(settings).unload("small", "")
    with pytest.raises(BadValueError, match=r"'smal' is not loaded\. Did you mean 'small'"):
        editing(settings).unload("smal", "")
    editing(settings).unload("edits", "")
    with pytest.raises(UserError, match="the only package"):
        editing(settings).unload("small", "")


def test_a_lost_workspace_begins_with_the_published_edits(settings: Settings) -> None:
    edit = name_school(settings, "College A")
    editing(settings).publish("")
    shutil.rmtree(editing(settings).workspace.folder)
    assert editing(settings).states()[0].state == "published"
    undo(settings, edit)
    assert [state.state for state in editing(settings).states()] == ["withdrawn"]


def test_a_workspace_that_lacks_published_edits_is_refused(settings: Settings) -> None:
    name_school(settings, "College A")
    editing(settings).publish("")
    folder = editing(settings).workspace.folder
    shutil.rmtree(folder)
    editing(settings).workspace.append([], [])
    with pytest.raises(UserError, match=r"which .* lacks"):
        name_school(settings, "Academy A")


def test_a_package_with_the_name_of_the_edits_is_not_replaced(settings: Settings, tmp_path: Path) -> None:
    farm = lay(
        tmp_path / "farm", {"datapackage.json": descriptor(["nodes/enterprise.csv"], "edits"), "nodes/enterprise.csv": FARM.encode()}
    )
    load(settings, farm)
    with pytest.raises(UserError, match="'edits' has rows of its own"):
        name_school(settings, "College A")


def test_an_empty_folder_has_nothing_to_edit(tmp_path: Path) -> None:
    with pytest.raises(LocalServerError, match="There is no data"):
        editing(Settings(data=tmp_path / "empty"))


def test_the_ledger_of_an_older_folder_begins_with_its_version(settings: Settings) -> None:
    shutil.rmtree(Ledger(settings.data).folder)
    first = version(settings)
    name_school(settings, "College A")
    editing(settings).publish("")
    entries = editing(settings).ledger.entries()
    assert [(entry.action, entry.data_version == first) for entry in entries] == [("found", True), ("publish", False)]
    assert check(editing(settings).packages_of("1")).data_version == first


STEPS = ["bulk_import", "write_record", "finish", "switch", "recording", "_append"]


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_publication_leaves_old_or_new_and_the_edits(settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    first = version(settings)
    edit = name_school(settings, "College A")
    owner = next(owner for owner in (local_loader, Stores, Ledger) if hasattr(owner, step))

    def interrupt(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, interrupt)
        patch.setattr("shutil.rmtree", lambda *args, **more: None)  # a killed process cleans nothing up
        with pytest.raises(KeyboardInterrupt):
            editing(settings).publish("a name")
    switched = step == "_append"
    assert (version(settings) != first) == switched
    assert [(state.edit.edit, state.state) for state in editing(settings).states()] == [(edit, "published" if switched else "pending")]
    name_school(settings, "Academy A")
    editing(settings).publish("another name")
    messages = [entry.message for entry in editing(settings).ledger.entries()]
    assert messages == ["", *(["a name"] if switched else []), "another name"]


def test_a_number_or_the_beginning_of_a_version_names_an_entry(settings: Settings) -> None:
    first = version(settings)
    assert editing(settings).entry("1") == editing(settings).entry(first[:6])
    with pytest.raises(BadValueError, match="no data version '7'"):
        editing(settings).entry("7")


def test_a_package_that_is_not_kept_is_named(settings: Settings) -> None:
    ledger = editing(settings).ledger
    lines = ledger.file.read_text(encoding="utf-8").splitlines()
    entry = json.loads(lines[0])
    entry["packages"][0]["sha256"] = ""
    ledger.file.write_text(json.dumps(entry) + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="The files of the package 'small' of version 1 are not kept"):
        editing(settings).packages_of("1")
