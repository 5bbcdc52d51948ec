"""What docs/operating.md says about the data folder, done: in order, in one folder, with processes and a server of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from graph.settings import Settings
from graph.storage.data_directory import Stores
from tests.api.server.test_up import Up, run, start
from tests.graph.worlds import suburb, world

pytestmark = pytest.mark.slow
PAGE = (Path(__file__).resolve().parents[3] / "docs/operating.md").read_text(encoding="utf-8")


@dataclass
class Place:
    """A data folder with two packages beside it."""

    data: Path
    world: Path
    suburb: Path

    @property
    def stores(self) -> Stores:
        return Stores(self.data)

    def alliance(self, *words: str | Path, code: int = 0, data: Path | None = None) -> str:
        """Run a command on the folder; everything that it says."""
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


@contextmanager
def running(data: Path, *options: str) -> Iterator[Up]:
    up = start(data, *options)
    try:
        up.wait()
        yield up
    finally:
        if up.process.poll() is None:
            up.process.send_signal(signal.SIGTERM)
        up.process.wait(60)


def whole(folder: Path) -> dict[str, bytes]:
    """Content of everything that a user loaded."""
    files = [file for part in ("stores", "packages") for file in sorted((folder / part).rglob("*")) if file.is_file()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files if "/logs/" not in str(file) and file.name != "lock"}


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two versions loaded: the world, then the world and its suburb."""
    if request.config.getoption("--neo4j") != "local":
        pytest.skip("alliance up on its own server: only with --neo4j local")
    folder = tmp_path_factory.mktemp("operating")
    made = Place(folder / "data", world(folder / "world", 1), suburb(folder / "suburb"))
    made.alliance("load", made.world)
    made.alliance("load", made.suburb)
    return made


def test_everything_in_the_data_folder_is_on_the_page(place: Place) -> None:
    listed = set(re.findall(r"^\| `(\w[\w.]*)/?[^`]*` \|", PAGE.partition("## What is kept where")[2].partition("\n## ")[0], re.MULTILINE))
    assert {path.name for path in place.data.iterdir()} - {"lock", "owner.json"} <= listed


def test_an_option_of_a_start_replaces_nothing(place: Place, tmp_path: Path) -> None:
    version, before = place.version(), place.packages()
    changed = world(tmp_path / "world", 7)
    with running(place.data, "--no-demo", "--package", str(changed)) as up:
        said = up.log.read_text(encoding="utf-8")
        assert httpx.get(f"{up.url}/v1/meta", trust_env=False).json()["meta"]["data_version"] == version
    assert place.packages() == before == ["suburb", "world"]
    assert f"The package world 1 (20 rows) is loaded and stays as it is. Update it with: alliance load {changed}" in said
    assert "What is loaded stays: world 1 (20 rows), suburb 1.0.0 (2 rows). --no-demo is for a first start." in said


def test_a_start_adds_a_package(place: Place, tmp_path: Path) -> None:
    version = place.version()
    with running(place.data, "--package", str(suburb(tmp_path / "other", "other"))):
        assert place.packages() == ["other", "suburb", "world"]
    assert "removed" in place.alliance("load", "--back")
    assert place.version() == version


def test_a_replacement_says_what_goes_and_the_way_back_is_open(place: Place) -> None:
    version = place.version()
    assert "Would remove the package suburb 1.0.0 (2 rows)." in place.alliance("load", "--replace", "--dry-run", place.world)
    assert place.version() == version
    assert "Removing the package suburb 1.0.0 (2 rows)." in place.alliance("load", "--replace", place.world)
    assert place.packages() == ["world"]
    place.alliance("load", "--back")
    assert place.version() == version


def test_what_may_be_deleted_is_not_missed(place: Place) -> None:
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
    said = place.alliance("load", "--back", code=1)
    assert "is missing. Nothing was changed. Load its packages again: alliance load DIR." in " ".join(said.split())
    place.alliance("load", suburb(place.data.parent / "third", "third"))
    assert place.packages() == ["suburb", "third", "world"]
    place.alliance("load", "--back")


def test_a_region_is_moved_to_another_machine_and_added_to(place: Place, tmp_path: Path) -> None:
    there, file = tmp_path / "there", tmp_path / "region.tar"
    place.alliance("db", "dump", file)
    place.alliance("db", "load", file, data=there)
    with running(there) as up:
        assert up.wait() == place.version()
    place.alliance("load", suburb(tmp_path / "more", "more"), data=there)
    assert place.packages(there) == ["more", "suburb", "world"]


def test_a_partial_backup_is_refused_until_a_store_is_adopted(place: Place, tmp_path: Path) -> None:
    version, copy = place.version(), tmp_path / "data"
    for part in ("stores", "packages"):
        shutil.copytree(place.data / part, copy / part)
    before = whole(copy)
    for words in (("up", "--port", "0"), ("load", place.world), ("load", "--back"), ("db", "dump", tmp_path / "x.tar")):
        said = place.alliance(*words, code=1, data=copy)
        assert "current is missing" in said
        assert f"{version[:12]}  loaded" in said
        assert "alliance db adopt" in said
    assert whole(copy) == before
    assert f"The store {version} is current" in place.alliance("db", "adopt", version[:12], data=copy)
    assert before.items() <= whole(copy).items()
    with running(copy) as up:
        assert up.wait() == version
    place.alliance("load", suburb(tmp_path / "more", "more"), data=copy)
    assert place.packages(copy) == ["more", "suburb", "world"]


def test_copies_alone_are_loaded_again_from_the_folder_that_was_moved_away(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(place.data / "packages", copy / "packages")
    said = place.alliance("load", place.world, code=1, data=copy)
    copy.rename(f"{copy}.old")
    commands = re.findall(r"^  alliance load (\S+)", said, re.MULTILINE)
    named = {Path(folder).parent.name: folder for folder in commands}
    place.alliance("load", named["world"], named["suburb"], data=copy)
    assert Stores(copy).current() is not None
    assert place.packages(copy) == ["suburb", "world"]
