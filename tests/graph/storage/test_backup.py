"""Backup and restore with Neo4j's admin tool."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from graph.errors import BadValueError, LocalServerError
from graph.loading.local_loader import load_back, load_local
from graph.settings import Settings
from graph.storage.backup import backup, restore
from graph.storage.data_directory import Stores
from tests.conftest import CACHE
from tests.graph.worlds import world


def small(data: Path) -> Settings:
    return Settings(data=data, cache=CACHE, heap="512m", page_cache="64m")


def test_a_restored_store_is_current_and_the_next_load_is_compared_with_it(jars: object, tmp_path: Path) -> None:
    first, second, elsewhere = world(tmp_path / "one", 1), world(tmp_path / "two", 2), tmp_path / "elsewhere"
    settings = small(tmp_path / "data")
    version = load_local(settings.data, CACHE, [first], settings=settings).data_version
    assert backup(settings, tmp_path / "backup.tar") == (tmp_path / "backup.tar").stat().st_size
    later = load_local(settings.data, CACHE, [second], settings=settings).data_version
    assert restore(settings, tmp_path / "backup.tar") == version
    current = Stores(settings.data).current()
    assert current is not None
    assert (current.data_version, current.previous) == (version, later)
    assert load_local(settings.data, CACHE, [first], settings=settings).created == 0
    assert load_back(settings.data).data_version == later
    assert restore(small(elsewhere), tmp_path / "backup.tar") == version
    again = load_local(elsewhere, CACHE, [first], settings=small(elsewhere))
    assert (again.created, again.changed, again.removed) == (0, 0, 0)


def test_an_invalid_backup_changes_nothing(tmp_path: Path) -> None:
    settings = small(tmp_path / "data")
    (tmp_path / "text.tar").write_text("no backup")
    with pytest.raises(BadValueError, match="is not a backup"):
        restore(settings, tmp_path / "text.tar")
    with tarfile.open(tmp_path / "empty.tar", "w") as tar:
        tar.add(tmp_path / "text.tar", "neo4j.dump")
    with pytest.raises(BadValueError, match=r"lacks loaded\.json, rows\.npy"):
        restore(settings, tmp_path / "empty.tar")
    with pytest.raises(BadValueError, match="There is no file"):
        restore(settings, tmp_path / "nothing.tar")
    assert Stores(settings.data).current() is None
    assert not list((settings.data / "stores").glob(".*"))


def test_a_backup_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalServerError, match="There is no data"):
        backup(small(tmp_path / "data"), tmp_path / "backup.tar")
