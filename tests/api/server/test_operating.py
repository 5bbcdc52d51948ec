"""The procedures of docs/operating.md for the data folder, run in order in one folder with real processes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from graph.settings import Settings
from graph.storage.data_directory import Stores
from tests.api.server.test_up import Up, only_local, ready, run, start
from tests.graph.worlds import suburb, world

pytestmark = pytest.mark.slow
PAGE = (Path(__file__).resolve().parents[3] / "docs/operating.md").read_text(encoding="utf-8")


@dataclass
class Place:
    """A data folder and two packages."""

    data: Path
    world: Path
    suburb: Path

    @property
    def stores(self) -> Stores:
        return Stores(self.data)

    def alliance(self, *words: str | Path, code: int = 0, data: Path | None = None) -> str:
        """Run a command on the folder and return its output."""
        env = {**os.environ, "ALLIANCE_DATA": str(data or self.data), "ALLIANCE_CACHE": str(Settings().cache), "ALLIANCE_HEAP": "512m"}
        env.pop("NEO4J_URI", None)
        done: subprocess.CompletedProcess[str] = run(env, *map(str, words))
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def version(self) -> str:
        current = self.stores.current()
        assert current is not None
        return current.data_version

    def packages(self, data: Path | None = None) -> list[str]:
        stores = Stores(data or self.data)
        current = stores.current()
        record = stores.record(current.store) if current is not None else None
        return sorted(package.name for package in record.packages) if record is not None else []


def running(data: Path, *options: str) -> AbstractContextManager[Up]:
    return ready(start(data, *options))


def whole(folder: Path) -> dict[str, bytes]:
    """Return the content of all files of loaded data."""
    files = [file for part in ("stores", "packages") for file in sorted((folder / part).rglob("*")) if file.is_file()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files if "/logs/" not in str(file) and file.name != "lock"}


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Load two versions: the world, then the world and its suburb."""
    only_local(request)
    folder = tmp_path_factory.mktemp("operating")
    made = Place(folder / "data", world(folder / "world", 1), suburb(folder / "suburb"))
    made.alliance("load", made.world)
    made.alliance("load", made.suburb)
    return made


def test_the_page_lists_everything_in_the_data_folder(place: Place) -> None:
    listed = set(re.findall(r"^\| `(\w[\w.]*)/?[^`]*` \|", PAGE.partition("## What is kept where")[2].partition("\n## ")[0], re.MULTILINE))
    assert {path.name for path in place.data.iterdir()} - {"lock", "owner.json"} <= listed


def test_start_options_do_not_replace_loaded_data(place: Place, tmp_path: Path) -> None:
    version, before = place.version(), place.packages()
    changed = world(tmp_path / "world", 7)
    with running(place.data, "--no-demo", "--package", str(changed)) as up:
        output = up.log.read_text(encoding="utf-8")
        assert httpx.get(f"{up.url}/v1/meta", trust_env=False).json()["meta"]["data_version"] == version
    assert place.packages() == before == ["suburb", "world"]
    assert f"The package world 1 (20 rows) is already loaded and was not changed. Update it with: alliance load {changed}" in output


def test_a_start_adds_a_package(place: Place, tmp_path: Path) -> None:
    version = place.version()
    with running(place.data, "--package", str(suburb(tmp_path / "other", "other"))):
        assert place.packages() == ["other", "suburb", "world"]
    assert "removed" in place.alliance("load", "--back")
    assert place.version() == version


def test_replace_lists_removed_packages_and_can_be_undone(place: Place) -> None:
    version = place.version()
    assert "Would remove the package suburb 1.0.0 (2 rows)." in place.alliance("load", "--replace", "--dry-run", place.world)
    assert place.version() == version
    assert "Removing the package suburb 1.0.0 (2 rows)." in place.alliance("load", "--replace", place.world)
    assert place.packages() == ["world"]
    place.alliance("load", "--back")
    assert place.version() == version


def test_deletable_folders_can_be_deleted(place: Place) -> None:
    version = place.version()
    current = place.stores.current()
    assert current is not None
    for store in place.stores.names():
        if store != current.store:
            shutil.rmtree(place.stores.home(store))
    for name in ("console", "loading"):
        shutil.rmtree(place.data / name, ignore_errors=True)
    with running(place.data) as up:
        assert up.wait() == version
    output = place.alliance("load", "--back", code=1)
    assert "is missing. Nothing was changed. Load its packages again: alliance load DIR." in " ".join(output.split())
    place.alliance("load", suburb(place.data.parent / "third", "third"))
    assert place.packages() == ["suburb", "third", "world"]
    place.alliance("load", "--back")


def test_a_dump_is_restored_on_another_machine_and_extended(place: Place, tmp_path: Path) -> None:
    there, file = tmp_path / "there", tmp_path / "region.tar"
    place.alliance("db", "dump", file)
    place.alliance("db", "load", file, data=there)
    with running(there) as up:
        assert up.wait() == place.version()
    place.alliance("load", suburb(tmp_path / "more", "more"), data=there)
    assert place.packages(there) == ["more", "suburb", "world"]


def test_a_partial_backup_requires_adopting_a_store(place: Place, tmp_path: Path) -> None:
    version, copy = place.version(), tmp_path / "data"
    for part in ("stores", "packages"):
        shutil.copytree(place.data / part, copy / part)
    before = whole(copy)
    for words in (("up", "--port", "0"), ("load", place.world), ("load", "--back"), ("db", "dump", tmp_path / "x.tar")):
        output = place.alliance(*words, code=1, data=copy)
        assert "current is missing" in output
        assert f"{version[:12]}  loaded" in output
        assert "alliance db adopt" in output
    assert whole(copy) == before
    assert f"The store {version} is current" in place.alliance("db", "adopt", version[:12], data=copy)
    assert before.items() <= whole(copy).items()
    with running(copy) as up:
        assert up.wait() == version
    place.alliance("load", suburb(tmp_path / "more", "more"), data=copy)
    assert place.packages(copy) == ["more", "suburb", "world"]


def test_package_copies_alone_can_be_loaded_again(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(place.data / "packages", copy / "packages")
    output = place.alliance("load", place.world, code=1, data=copy)
    copy.rename(f"{copy}.old")
    command = re.search(r"newest copies: alliance load (.+)", output)
    assert command is not None, output
    folders = command[1].split(" --data ")[0].split()
    names = sorted(Path(folder).parent.name for folder in folders)
    assert names == sorted(folder.name for folder in (copy.parent / "data.old" / "packages").iterdir())
    place.alliance("load", *folders, data=copy)
    assert Stores(copy).current() is not None
    assert place.packages(copy) == names
