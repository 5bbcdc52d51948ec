"""The data folder: the current store, and which files are kept or removed. No server runs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from graph.errors import LocalServerError
from graph.storage.cleanup import clean
from graph.storage.data_directory import Current, Loaded, Record, Stores
from graph.storage.package_copies import Copies
from graph.system.folder_lock import FolderLock
from tests.graph.storage import fake_store
from tests.graph.worlds import world


def build(stores: Stores, version: str, copy: str | None = None) -> None:
    building = stores.new_building()
    fake_store.fill(building, rows=2)
    stores.write_record(building, Record(version, (Loaded("p", copy=copy),), {"County": {"reference": 2}}))
    stores.finish(building, version)
    stores.switch(version, version)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(tmp_path / "data")


def names(stores: Stores) -> set[str]:
    return {home.name for home in stores.folder.iterdir()}


def test_an_empty_folder_has_no_current_store_and_is_not_created(stores: Stores) -> None:
    assert stores.current() is None
    clean(stores)
    assert not stores.data.exists()


def test_a_switch_keeps_the_previous_store(stores: Stores) -> None:
    build(stores, "a")
    assert stores.current() == Current("a", "a", None)
    build(stores, "b")
    assert stores.current() == Current("b", "b", "a")
    stores.switch("b", "b")
    assert stores.current() == Current("b", "b", "a")
    record = stores.record("a")
    assert record is not None
    assert (record.rows, record.packages) == (2, (Loaded("p"),))


def test_unused_stores_are_removed(stores: Stores) -> None:
    for version in "abc":
        build(stores, version)
    stores.write_record(stores.new_building(), Record("x", ()))
    clean(stores)
    assert names(stores) == {"b", "c"}


def test_a_store_that_is_served_or_locked_is_kept(stores: Stores) -> None:
    for version in "abcd":
        build(stores, version)
    owner = FolderLock(stores.data)
    owner.acquire(data_version="a")
    with FolderLock(stores.home("b")):
        clean(stores)
        assert names(stores) == {"a", "b", "c", "d"}
        assert stores.record("b") is not None
    owner.release()
    clean(stores)
    assert names(stores) == {"c", "d"}


def test_a_store_without_loaded_json_has_no_record(stores: Stores) -> None:
    build(stores, "a")
    (stores.home("a") / "loaded.json").unlink()
    assert stores.record("a") is None


def test_one_load_at_a_time(stores: Stores) -> None:
    with stores.loading(), pytest.raises(LocalServerError, match="Another load"), Stores(stores.data).loading():
        pytest.fail("two loads at once")


def test_a_copy_contains_the_files_of_the_package_only(tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)
    (root / "diary.txt").write_text("private")
    copies = Copies(tmp_path / "data")
    place = copies.keep(root, "world")
    copy = copies.folder / place
    assert (copy / "nodes/program.csv").read_bytes() == (root / "nodes/program.csv").read_bytes()
    assert not (copy / "diary.txt").exists()
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.rglob("*")} == {0o600, 0o700}
    assert copies.place_of(copy) == place
    assert copies.place_of(root) is None
    other = copies.keep(root, "world")
    copies.clean({other})
    assert not copy.exists()
    assert (copies.folder / other).is_dir()
    copies.clean(set())
    assert not any((copies.folder / "packages").iterdir())


def test_copies_are_kept_as_long_as_a_store_names_them(stores: Stores, tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)
    first, second, third = (stores.copies.keep(root, "world") for _ in range(3))
    for version, copy in (("a", first), ("b", second), ("c", third)):
        build(stores, version, copy)
    clean(stores)
    assert not (stores.data / first).exists()
    assert (stores.data / second).is_dir()
    assert (stores.data / third).is_dir()


def test_folders_of_other_origin_are_kept(stores: Stores) -> None:
    for version in "abcd":
        build(stores, version)
    stores.home("a").rename(stores.home("kept by hand"))
    (stores.folder / "notes").mkdir()
    (stores.folder / ".building-by-hand").mkdir()
    clean(stores)
    assert names(stores) == {"kept by hand", "notes", ".building-by-hand", "c", "d"}


def test_all_stores_are_kept_while_a_server_is_starting(stores: Stores) -> None:
    for version in "abc":
        build(stores, version)
    owner = FolderLock(stores.data)
    owner.acquire(state="starting")
    owner.update(pid=1)
    clean(stores)
    owner.release()
    assert names(stores) == {"a", "b", "c"}


def test_all_copies_are_kept_while_a_record_is_unreadable(stores: Stores, tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)
    places = [stores.copies.keep(root, "world") for _ in range(3)]
    for version, place in zip("abc", places, strict=True):
        build(stores, version, place)
    (stores.home("b") / "loaded.json").write_text("[]")
    clean(stores)
    assert stores.copies.places() == sorted(places)


def test_a_copy_with_another_name_is_kept(stores: Stores, tmp_path: Path) -> None:
    place = stores.copies.keep(world(tmp_path / "world", 1), "world")
    build(stores, "a", place)
    other = stores.data / "packages/world/other"
    other.mkdir()
    (stores.data / "packages/notes.txt").write_text("notes")
    stores.copies.clean(set())
    assert other.is_dir()
    assert (stores.data / "packages/notes.txt").is_file()
    assert not (stores.data / place).exists()


def test_an_intact_store_of_the_same_name_is_kept_and_a_damaged_one_replaced(stores: Stores) -> None:
    build(stores, "a")
    (stores.home("a") / "mark").write_text("first")
    build(stores, "a")
    assert (stores.home("a") / "mark").exists()
    (stores.home("a") / "password").unlink()
    build(stores, "a")
    assert not (stores.home("a") / "mark").exists()
    assert names(stores) == {"a"}


def test_a_damaged_store_in_use_is_not_replaced(stores: Stores) -> None:
    build(stores, "a")
    (stores.home("a") / "password").unlink()
    with FolderLock(stores.home("a")), pytest.raises(LocalServerError, match="in use"):
        build(stores, "a")
    assert stores.record("a") is not None
