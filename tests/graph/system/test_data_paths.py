"""The paths inside the data folder stand in one module."""

from __future__ import annotations

import re
from pathlib import Path

from graph.settings import DatabaseSettings, Settings
from graph.system.data_paths import DataDirectory, is_store
from tests.each import each

ROOT = Path(__file__).resolve().parents[3]
COMPOSED = re.compile(
    r"""/ f?["'](?:stores|packages|loading|remote|console|current|keys\.json|cursor\.key|keeper|demo|workspace|history)["'/]"""
)
MODULES = [path for package in ("graph", "api", "tools") for path in (ROOT / package).rglob("*.py") if path.name != "data_paths.py"]


def test_every_part_lies_in_the_folder(tmp_path: Path) -> None:
    paths = DataDirectory(tmp_path)
    files = [paths.current, paths.keys, paths.cursor_key]
    folders = [paths.stores, paths.packages, paths.loading, paths.workspace, paths.history, paths.console, paths.console_host]
    parts = [*files, *folders, paths.kept_package("a", "0123")]
    assert all(part.is_relative_to(tmp_path) for part in parts)
    assert len(set(parts)) == len(parts)
    assert paths.store("a") == tmp_path / "stores" / "a"


def test_naming_the_paths_creates_nothing(tmp_path: Path) -> None:
    paths = DataDirectory(tmp_path)
    assert paths.holder() is None
    paths.lock()
    assert list(tmp_path.iterdir()) == []


def test_the_lock_names_its_holder(tmp_path: Path) -> None:
    paths = DataDirectory(tmp_path)
    with paths.lock():
        holder = paths.holder()
    assert holder is not None
    assert paths.holder() is None


def test_each_remote_database_has_its_folder(tmp_path: Path) -> None:
    one, other = (DataDirectory(tmp_path).remote(DatabaseSettings(uri=f"bolt://{name}:7687")) for name in ("a", "b"))
    assert one != other
    assert one.packages.is_relative_to(tmp_path / "remote")


def test_the_demo_has_the_folder_of_its_settings(tmp_path: Path) -> None:
    assert DataDirectory(tmp_path).demo.root == Settings(data=tmp_path).of_demo().data


def test_a_store_is_told_from_one_that_is_being_built(tmp_path: Path) -> None:
    paths = DataDirectory(tmp_path)
    assert is_store(paths.store("abc"))
    assert not is_store(paths.store(".building-abc"))
    assert not is_store(tmp_path / "abc")


@each("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_other_module_composes_a_path_of_the_data_folder(path: Path) -> None:
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if COMPOSED.search(line)] == []
