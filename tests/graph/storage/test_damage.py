"""Damaged stores: the messages, and that their hints work. Stores and damages are real."""

from __future__ import annotations

import re
import shutil
import socket
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import AllianceError, BadValueError, LocalServerError
from graph.loading.local_loader import load_back, load_local
from graph.loading.rebuild import rebuild
from graph.server.diagnostics import Finding, examine
from graph.server.exit_diagnosis import NoAnswerError
from graph.server.jars import Jars
from graph.server.local_server import LocalServer
from graph.server.start_check import find_faults
from graph.server.store_check import failure, faults, mark_failed
from graph.settings import DatabaseSettings, Settings
from graph.storage.adoption import adopt
from graph.storage.backup import backup, restore
from graph.storage.data_directory import Current, Stores
from graph.system.folder_lock import is_held
from tests.conftest import CACHE, small_server
from tests.graph.storage import damages
from tests.graph.worlds import ROWS, world

Damage = Callable[[Path], object]
REBUILT = [
    "wrong password file",
    "missing password file",
    "empty password file",
    "deleted store files",
    "zeroed store files",
    "truncated rows.npy",
    "missing loaded.json",
    "missing system database",
]
SLOW_MACHINE = "import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(300)"
"""A process that listens and never responds."""


def small(data: Path) -> Settings:
    return Settings(data=data, cache=CACHE, heap="512m", page_cache="64m")


@pytest.fixture(scope="module")
def built(jars: Jars, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two data versions, and their packages."""
    root = tmp_path_factory.mktemp("built")
    for number in (1, 2):
        load_local(root / "data", CACHE, [world(root / f"world{number}", number)], settings=small(root / "data"))
    return root


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    """Settings for a copy of that data folder."""
    shutil.copytree(built / "data", tmp_path / "data")
    return small(tmp_path / "data")


def current(settings: Settings) -> Current:
    pointer = Stores(settings.data).current()
    assert pointer is not None
    return pointer


def home_of(settings: Settings) -> Path:
    return Stores(settings.data).home(current(settings).store)


def previous_of(settings: Settings) -> Path:
    return Stores(settings.data).home(current(settings).previous or "")


def server(settings: Settings, jars: Jars, **options: float) -> LocalServer:
    return small_server(home_of(settings), jars, **options)


def stores_of(settings: Settings) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(settings, DatabaseSettings(uri=None), hashes=False) if "store" in finding.name}


def test_intact_stores_have_no_faults(settings: Settings) -> None:
    assert faults(home_of(settings)) == []
    assert faults(previous_of(settings)) == []
    assert all(finding.ok for finding in stores_of(settings).values())


def test_a_store_without_relationships_has_no_faults(tmp_path: Path, jars: Jars) -> None:
    settings = small(tmp_path / "data")
    root = world(tmp_path / "world", 1)
    for file in (root / "relationships").glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    load_local(settings.data, CACHE, [root], settings=settings)
    assert faults(home_of(settings)) == []


@pytest.mark.parametrize("name", damages.VISIBLE)
def test_the_doctor_detects_the_damage_and_names_the_rebuild_command(settings: Settings, name: str) -> None:
    damage, message = damages.VISIBLE[name]
    for home, role in ((home_of(settings), "current"), (previous_of(settings), "previous")):
        damage(home)
        finding = stores_of(settings)[f"store {home.name[:12]}"]
        assert not finding.ok
        assert finding.value.startswith(role)
        assert re.search(message, " ".join(faults(home)))
        assert f"alliance db rebuild {home.name[:12]} --data" in (finding.hint or "")


@pytest.mark.parametrize("name", [*damages.VISIBLE, *damages.HIDDEN])
def test_a_damaged_store_is_refused_with_the_rebuild_command(settings: Settings, jars: Jars, name: str) -> None:
    damage, message = {**damages.VISIBLE, **damages.HIDDEN}[name]
    home = home_of(settings)
    damage(home)
    with pytest.raises(LocalServerError, match=rf"{message}(.|\n)*alliance db rebuild {home.name[:12]} --data") as refused:
        server(settings, jars).start()
    assert not isinstance(refused.value, NoAnswerError), "the fault is reported, not a timeout"
    assert not is_held(home)
    assert not Stores(settings.data).intact(home.name)
    if name == "deleted data":
        assert not (home / "data").exists(), "no empty database was created"


@pytest.mark.parametrize("name", REBUILT)
def test_a_damaged_store_is_rebuilt_from_its_packages(settings: Settings, name: str) -> None:
    damage, message = {**damages.VISIBLE, **damages.HIDDEN}[name]
    before, home = current(settings), home_of(settings)
    damage(home)
    done = rebuild(settings)
    assert (done.store, done.version) == (before.store, before.data_version)
    assert re.search(message, " ".join(done.faults))
    assert current(settings) == before
    assert faults(home) == []


def test_a_damaged_store_is_rebuilt_and_adopted_when_current_is_missing(settings: Settings) -> None:
    version = current(settings).data_version
    (settings.data / "current").unlink()
    for home in Stores(settings.data).folder.iterdir():
        damages.cut(home / "rows.npy")
    command = rf"alliance db rebuild {version[:12]} --data .*, then alliance db adopt {version[:12]} --data"
    with pytest.raises(LocalServerError, match=command):
        Stores(settings.data).current()
    rebuild(settings, version[:12])
    assert adopt(settings.data, version[:12]).store == version
    assert current(settings).data_version == version


def test_a_store_that_opens_is_not_rebuilt(settings: Settings) -> None:
    created = (home_of(settings) / "data/server_id").stat().st_mtime_ns
    assert rebuild(settings).faults == ()
    assert (home_of(settings) / "data/server_id").stat().st_mtime_ns == created


@pytest.mark.parametrize("name", ["truncated rows.npy", "random bytes"])
def test_loading_the_same_data_rebuilds_a_store_that_does_not_open(settings: Settings, built: Path, jars: Jars, name: str) -> None:
    damage, _ = {**damages.VISIBLE, **damages.HIDDEN}[name]
    damage(home_of(settings))
    with pytest.raises(LocalServerError):
        server(settings, jars).start()
    again = load_local(settings.data, CACHE, [built / "world2"], settings=settings)
    assert again.data_version == current(settings).data_version
    assert find_faults(home_of(settings), settings) == []


def test_a_start_that_timed_out_does_not_cause_a_rebuild(settings: Settings, built: Path) -> None:
    home = home_of(settings)
    mark_failed(home, "The local server did not respond within 120 s.", damaged=False)
    assert Stores(settings.data).intact(home.name)
    created = (home / "data/server_id").stat().st_mtime_ns
    assert load_local(settings.data, CACHE, [built / "world2"], settings=settings).unchanged == ROWS
    assert (home / "data/server_id").stat().st_mtime_ns == created
    assert failure(home) is None


def test_a_server_that_hangs_is_reported_and_stopped(settings: Settings, jars: Jars, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = server(settings, jars, start_limit=3.0, stop_limit=3.0)
    monkeypatch.setattr(LocalServer, "command", lambda self: [sys.executable, "-c", SLOW_MACHINE.format(port=self.port)])
    with pytest.raises(NoAnswerError, match=r"did not respond within 3 s(.|\n)*alliance db rebuild"):
        hanging.start()
    assert not hanging.alive()
    assert not is_held(home_of(settings))
    mark = failure(home_of(settings))
    assert mark is not None
    assert not mark.damaged
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", hanging.port))


@pytest.mark.parametrize("name", ["deleted store files", "wrong password file"])
def test_going_back_to_a_damaged_store_is_refused_until_it_is_rebuilt(settings: Settings, name: str) -> None:
    damage, _ = {**damages.VISIBLE, **damages.HIDDEN}[name]
    before, previous = current(settings), previous_of(settings)
    damage(previous)
    with pytest.raises(LocalServerError, match=rf"previous store .* is damaged: (.|\n)*alliance db rebuild {previous.name[:12]} --data"):
        load_back(settings.data, settings)
    assert current(settings) == before
    rebuild(settings, previous.name[:12])
    assert current(settings) == before
    assert load_back(settings.data, settings).data_version == previous.name


def test_going_back_to_a_missing_store_is_refused_and_the_doctor_reports_it(settings: Settings) -> None:
    before = current(settings)
    shutil.rmtree(previous_of(settings))
    with pytest.raises(LocalServerError, match=r"is damaged: The folder .* is missing") as refused:
        load_back(settings.data, settings)
    assert "db rebuild" not in str(refused.value)  # its record is missing too
    assert current(settings) == before
    assert not stores_of(settings)["previous store"].ok


def test_a_damaged_store_that_is_not_used_passes_with_a_hint(settings: Settings) -> None:
    shutil.copytree(previous_of(settings), Stores(settings.data).home("cccc"))
    (Stores(settings.data).home("cccc") / "rows.npy").unlink()
    finding = stores_of(settings)["store cccc"]
    assert finding.ok
    assert "damaged" in finding.value
    assert "alliance db rebuild cccc" in (finding.hint or "")


def test_a_password_file_that_others_can_read_fails(settings: Settings) -> None:
    (home_of(settings) / "password").chmod(0o644)
    finding = stores_of(settings)[f"store {home_of(settings).name[:12]}"]
    assert not finding.ok
    assert "chmod 600" in (finding.hint or "")


def test_the_error_of_a_rebuild_names_what_is_missing(settings: Settings) -> None:
    before = current(settings)
    (home_of(settings) / "password").unlink()
    shutil.rmtree(settings.data / "packages")
    with pytest.raises(LocalServerError, match=r"files of the package 'world' are missing(.|\n)*alliance load DIR_OF_world"):
        rebuild(settings)
    (home_of(settings) / "loaded.json").unlink()
    damages.noise(home_of(settings), "data/databases/neo4j/neostore*")
    with pytest.raises(LocalServerError, match=r"packages of the store .* are unknown"):
        rebuild(settings)
    with pytest.raises(BadValueError, match="'nothing' matches no store"):
        rebuild(settings, "nothing")
    assert current(settings) == before


def test_a_damaged_store_is_not_backed_up(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "backup.tar").write_text("an older one")
    damages.zeros(home_of(settings), "data/databases/neo4j/neostore*")
    with pytest.raises(LocalServerError, match=r"store is damaged: (.|\n)*Nothing was written\. .*alliance db rebuild"):
        backup(settings, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").read_text() == "an older one"


def test_damaged_backups_are_refused_and_change_nothing(settings: Settings, tmp_path: Path) -> None:
    good, before = tmp_path / "good.tar", current(settings)
    backup(settings, good)
    with tarfile.open(good) as tar:
        tar.extractall(tmp_path / "parts", filter="data")

    def packed(name: str, change: Damage) -> Path:
        parts, file = tmp_path / name, tmp_path / f"{name}.tar"
        shutil.copytree(tmp_path / "parts", parts)
        change(parts)
        with tarfile.open(file, "w") as tar:
            for part in sorted(parts.iterdir()):
                tar.add(part, part.name)
        return file

    def renamed(parts: Path) -> None:
        record = parts / "loaded.json"
        record.write_text(record.read_text().replace(before.data_version, "f" * 64))

    def outside(parts: Path) -> None:
        record = parts / "loaded.json"
        record.write_text(record.read_text().replace(before.data_version, "../../outside"))

    half = tmp_path / "half.tar"
    shutil.copy(good, half)
    damages.cut(half)
    bad = [
        half,
        packed("cut dump", lambda parts: damages.cut(parts / "neo4j.dump")),
        packed("zeroed dump", lambda parts: damages.zeros(parts, "neo4j.dump")),
        packed("cut record", lambda parts: damages.cut(parts / "loaded.json")),
        packed("cut rows", lambda parts: damages.cut(parts / "rows.npy")),
        packed("another version", renamed),
        packed("outside", outside),
    ]
    for file in bad:
        with pytest.raises(AllianceError):
            restore(settings, file)
        assert current(settings) == before
        assert faults(home_of(settings)) == []
        assert not list(Stores(settings.data).folder.glob(".*"))
    assert restore(settings, good) == before.data_version


def test_a_restore_replaces_a_damaged_store_and_keeps_an_intact_one(settings: Settings, tmp_path: Path) -> None:
    file, home = tmp_path / "backup.tar", home_of(settings)
    backup(settings, file)
    password = (home / "password").read_text()
    restore(settings, file)
    assert (home / "password").read_text() == password, "the intact store was kept"
    damages.zeros(home, "data/databases/neo4j/neostore")
    restore(settings, file)
    assert find_faults(home, settings) == []
