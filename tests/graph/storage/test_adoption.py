"""A data folder whose ``current`` is lost or damaged: commands change nothing in it, and a store can be adopted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import AllianceError, BadValueError, LocalServerError
from graph.loading.local_loader import PackageProblems, load_back, load_local, plan_local
from graph.settings import Settings
from graph.storage.adoption import adopt
from graph.storage.backup import backup, restore
from graph.storage.data_directory import Current, Loaded, Record, Stores
from graph.system.folder_lock import FolderLock
from tests.conftest import CACHE
from tests.graph.storage import fake_store
from tests.graph.worlds import world


def build(stores: Stores, version: str, copy: str | None = None, at: str = "") -> None:
    building = stores.new_building()
    fake_store.fill(building, rows=2)
    stores.write_record(building, Record(version, (Loaded("p", "P", "1", copy),), {"County": {"reference": 2}}, at))
    stores.finish(building, version)
    stores.switch(version, version)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    stores = Stores(tmp_path / "data")
    copy = stores.copies.keep(world(tmp_path / "world", 1), "p")
    build(stores, "aaaa1", copy, at="2026-01-01T00:00:00+00:00")
    build(stores, "bbbb2", at="2026-01-02T00:00:00+00:00")
    return stores


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return all paths below a folder with their content, without lock files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*") if path.name != "lock"
    }


def remove_store(stores: Stores) -> None:
    shutil.rmtree(stores.home("bbbb2"))


DAMAGES: dict[str, Callable[[Stores], object]] = {
    "deleted": lambda stores: (stores.data / "current").unlink(),
    "null": lambda stores: (stores.data / "current").write_text("null"),
    "empty object": lambda stores: (stores.data / "current").write_text("{}"),
    "empty name": lambda stores: (stores.data / "current").write_text('{"store": ""}'),
    "a path": lambda stores: (stores.data / "current").write_text('{"store": "../packages"}'),
    "empty file": lambda stores: (stores.data / "current").write_text(""),
    "cut off": lambda stores: (stores.data / "current").write_text('{"store": "bb'),
    "no text": lambda stores: (stores.data / "current").write_bytes(b"\xff\xfe\x00"),
    "folder gone": remove_store,
}
ACTIONS: dict[str, Callable[[Stores, Path], object]] = {
    "load": lambda stores, root: load_local(stores.data, CACHE, [root]),
    "load --replace": lambda stores, root: load_local(stores.data, CACHE, [root], merge=False),
    "load --dry-run": lambda stores, root: plan_local(stores.data, [root]),
    "load --back": lambda stores, root: load_back(stores.data),
    "db dump": lambda stores, root: backup(Settings(data=stores.data), root.parent / "backup.tar"),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_commands_change_nothing_without_a_valid_current(stores: Stores, tmp_path: Path, damage: str, action: str) -> None:
    DAMAGES[damage](stores)
    before = tree(stores.data)
    with pytest.raises(LocalServerError, match=r"Nothing was changed(.|\n)*aaaa1  loaded 2026-01-01(.|\n)*p 1  2 rows") as refused:
        ACTIONS[action](stores, tmp_path / "world")
    assert tree(stores.data) == before
    assert "alliance db adopt" in str(refused.value)


def test_a_restore_is_refused_without_a_valid_current(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "backup.tar").write_bytes(b"")
    (stores.data / "current").unlink()
    with pytest.raises(LocalServerError, match="alliance db adopt"):
        restore(Settings(data=stores.data), tmp_path / "backup.tar")


@pytest.mark.parametrize("lost", [False, True])
def test_a_missing_package_changes_nothing(stores: Stores, tmp_path: Path, lost: bool) -> None:
    if lost:
        (stores.data / "current").unlink()
    before = sorted(stores.data.rglob("*"))
    with pytest.raises(LocalServerError if lost else PackageProblems):
        load_local(stores.data, CACHE, [tmp_path / "nonexistent"])
    assert sorted(stores.data.rglob("*")) == before


def test_a_missing_package_creates_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(PackageProblems, match="No folder or zip found"):
        load_local(tmp_path / "new", CACHE, [tmp_path / "nonexistent"])
    assert not (tmp_path / "new").exists()


def test_the_error_names_the_rebuild_commands_when_all_stores_are_damaged(stores: Stores, tmp_path: Path) -> None:
    (stores.data / "current").unlink()
    for store in stores.names():
        (stores.home(store) / "password").unlink()
    before = tree(stores.data)
    with pytest.raises(LocalServerError) as refused:
        load_local(stores.data, CACHE, [tmp_path / "world"])
    for store in stores.names():
        name = f"{store} --data {stores.data}"
        assert f"alliance db rebuild {name}, then alliance db adopt {name}" in str(refused.value)
    assert tree(stores.data) == before
    with pytest.raises(LocalServerError, match="No store can be adopted"):
        adopt(stores.data)


def test_the_error_names_the_copies_when_there_is_no_store(stores: Stores, tmp_path: Path) -> None:
    (stores.data / "current").unlink()
    shutil.rmtree(stores.folder)
    before = tree(stores.data)
    place = stores.copies.places()[0]
    with pytest.raises(LocalServerError) as refused:
        load_local(stores.data, CACHE, [tmp_path / "world"])
    assert f"mv {stores.data} {stores.data}.old" in str(refused.value)
    assert f"alliance load {stores.data}.old/{place} --data {stores.data}" in str(refused.value)
    assert tree(stores.data) == before
    with pytest.raises(LocalServerError, match="No store can be adopted"):
        adopt(stores.data)


def test_without_a_store_the_newest_copy_of_each_package_is_loaded_by_one_command(stores: Stores, tmp_path: Path) -> None:
    old = stores.copies.places()[0]
    newer = stores.copies.keep(world(tmp_path / "world", 2), "p")
    other = stores.copies.keep(world(tmp_path / "world", 3), "q")
    os.utime(stores.data / old, (1, 1))
    (stores.data / "current").unlink()
    shutil.rmtree(stores.folder)
    aside = stores.data.with_name(f"{stores.data.name}.old")
    aside.mkdir()
    with pytest.raises(LocalServerError) as error:
        load_local(stores.data, CACHE, [tmp_path / "world"])
    assert f"mv {stores.data} {aside}.2" in str(error.value)
    assert f"alliance load {aside}.2/{newer} {aside}.2/{other} --data {stores.data}" in str(error.value)
    assert f"Older copies:\n  {aside}.2/{old}" in str(error.value)


def test_a_single_intact_store_is_adopted_without_a_name(stores: Stores) -> None:
    DAMAGES["folder gone"](stores)
    adopted = adopt(stores.data)
    assert (adopted.store, adopted.missing) == ("aaaa1", ())
    assert stores.current() == Current("aaaa1", "aaaa1", None)


def test_a_name_is_required_when_several_stores_are_intact(stores: Stores) -> None:
    (stores.data / "current").unlink()
    with pytest.raises(BadValueError, match=r"name one(.|\n)*bbbb2(.|\n)*aaaa1"):
        adopt(stores.data)
    assert not (stores.data / "current").exists()
    assert adopt(stores.data, "aa").store == "aaaa1"
    assert stores.current() == Current("aaaa1", "aaaa1", "bbbb2")
    assert load_back(stores.data).data_version == "bbbb2"


def test_a_renamed_store_is_adopted_with_its_data_version(stores: Stores) -> None:
    stores.home("bbbb2").rename(stores.home("from backup"))
    adopt(stores.data, "from backup")
    assert stores.current() == Current("from backup", "bbbb2", "aaaa1")


@pytest.mark.parametrize("name", ["bbbb2", "nothing", "", ".."])
def test_a_damaged_store_is_not_adopted(stores: Stores, name: str) -> None:
    (stores.home("bbbb2") / "loaded.json").write_text("{")
    before = tree(stores.data)
    with pytest.raises(BadValueError, match=r"aaaa1  loaded"):
        adopt(stores.data, name)
    assert tree(stores.data) == before


def test_no_store_is_adopted_while_a_server_runs(stores: Stores) -> None:
    (stores.data / "current").unlink()
    with FolderLock(stores.data), pytest.raises(LocalServerError, match="alliance stop"):
        adopt(stores.data, "aaaa1")
    assert not (stores.data / "current").exists()


def test_adopting_in_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalServerError, match="There is no data"):
        adopt(tmp_path / "empty")
    assert not (tmp_path / "empty").exists()


def test_missing_copies_are_named(stores: Stores) -> None:
    shutil.rmtree(stores.data / "packages")
    assert [package.name for package in adopt(stores.data, "aaaa1").missing] == ["p"]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"packages": 3}', json.dumps({"packages": [], "data_version": 1})])
def test_a_damaged_record_is_ignored(stores: Stores, content: str) -> None:
    (stores.home("aaaa1") / "loaded.json").write_text(content)
    assert stores.record("aaaa1") is None
    assert stores.intact_stores() == ["bbbb2"]


def test_a_folder_named_current_is_reported(stores: Stores) -> None:
    (stores.data / "current").unlink()
    (stores.data / "current").mkdir()
    with pytest.raises(AllianceError, match="Move it away"):
        adopt(stores.data, "aaaa1")
