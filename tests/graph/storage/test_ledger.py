"""The ledger of data versions, and the packages that it keeps."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import LocalServerError
from graph.storage.ledger import Entry, Ledger, PackageContent
from seed.packages.package import Package, bundled
from tests.each import each
from tests.graph.worlds import world
from tests.seed.packages.sample_packages import files, lay


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data")


def entry(version: str, who: str = "Li") -> Entry:
    return Entry(0, version, "2026-11-29T10:00:00+00:00", "publish", who, "a message", (PackageContent("p", "1", "ab"),), 1, 2, 3)


def record(ledger: Ledger, version: str) -> None:
    with ledger.recording(entry(version)):
        pass


def nothing() -> tuple[PackageContent, ...]:
    return ()


def test_entries_are_numbered_and_kept_in_order(ledger: Ledger) -> None:
    record(ledger, "aaaa")
    record(ledger, "bbbb")
    assert [(item.number, item.data_version, item.packages) for item in ledger.entries()] == [
        (1, "aaaa", entry("aaaa").packages),
        (2, "bbbb", entry("bbbb").packages),
    ]


def test_a_version_that_did_not_become_current_has_no_entry(ledger: Ledger) -> None:
    record(ledger, "aaaa")
    with pytest.raises(KeyboardInterrupt), ledger.recording(entry("bbbb")):
        raise KeyboardInterrupt
    assert [item.data_version for item in ledger.settle("aaaa", nothing, "")] == ["aaaa"]
    assert ledger.intent() is None


def test_the_entry_of_a_process_that_was_killed_after_the_switch_is_added(ledger: Ledger) -> None:
    record(ledger, "aaaa")
    with pytest.raises(KeyboardInterrupt), ledger.recording(entry("bbbb", who="Wang")):
        raise KeyboardInterrupt
    settled = ledger.settle("bbbb", nothing, "")
    assert [(item.number, item.data_version, item.who) for item in settled] == [(1, "aaaa", "Li"), (2, "bbbb", "Wang")]
    assert ledger.entries() == settled


def test_a_version_that_was_loaded_without_the_ledger_gets_an_entry(ledger: Ledger) -> None:
    contents = (PackageContent("q"),)
    (item,) = ledger.settle("cccc", lambda: contents, "2026-01-01T00:00:00+00:00")
    assert (item.action, item.at, item.packages) == ("found", "2026-01-01T00:00:00+00:00", contents)


def test_settling_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.settle("cccc", nothing, "")
    before = ledger.file.read_bytes()
    ledger.settle("cccc", nothing, "")
    assert ledger.file.read_bytes() == before


@each("content", ["x\n", "{}\n", '{"number": 1}\n', "\xff"])
def test_a_damaged_ledger_is_refused_and_not_changed(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("data"))
    record(ledger, "aaaa")
    with ledger.file.open("ab") as stream:
        stream.write(content.encode("latin-1"))
    before = ledger.file.read_bytes()
    with pytest.raises(LocalServerError, match=r"The ledger .*ledger\.jsonl (is damaged in line 2|cannot be read)"):
        ledger.settle("bbbb", nothing, "")
    assert ledger.file.read_bytes() == before


def test_a_package_is_kept_once_by_its_content(ledger: Ledger, tmp_path: Path) -> None:
    one, same = (Package.open(world(tmp_path / name, 1)) for name in ("one", "same"))
    other = Package.open(world(tmp_path / "other", 2))
    contents = ledger.keep([one, same, other])
    assert [content.sha256 == contents[0].sha256 for content in contents] == [True, True, False]
    assert len(list((ledger.folder / "packages/world").iterdir())) == 2


def test_a_kept_package_is_the_package(ledger: Ledger, tmp_path: Path) -> None:
    package = Package.open(lay(tmp_path / "p", {**files(), "import/mapping.yaml": b"name: p", "a.txt": b"a"}))
    place = ledger.place_of(ledger.keep([package])[0])
    assert place is not None
    kept = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert kept == {**files(), "import/mapping.yaml": b"name: p"}


def test_a_bundled_package_of_the_same_content_is_found_at_its_place(ledger: Ledger) -> None:
    home = bundled("chenzhou")
    assert home is not None
    (content,) = ledger.keep([Package.open(home)])
    assert ledger.place_of(content) == home
    assert ledger.place_of(PackageContent("chenzhou", "1", "0" * 64)) is None


def test_only_the_owner_can_read_the_history(ledger: Ledger, tmp_path: Path) -> None:
    ledger.keep([Package.open(world(tmp_path / "world", 1))])
    record(ledger, "aaaa")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in ledger.folder.rglob("*") if path.is_file()}
    assert (modes, stat.S_IMODE(ledger.folder.stat().st_mode)) == ({0o600}, 0o700)


def test_a_folder_that_does_not_exist_yet_can_be_written(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ledger.is_writable()
    monkeypatch.setattr("os.access", lambda *args: False)
    assert not ledger.is_writable()


STEPS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "copy": lambda patch: patch.setattr("graph.storage.ledger._write", interrupt),
    "rename": lambda patch: patch.setattr(Path, "replace", interrupt),
}


def interrupt(*args: object, **more: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_copy_is_made_again(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    package = Package.open(world(tmp_path / "world", 1))
    with monkeypatch.context() as patch:
        STEPS[step](patch)
        patch.setattr("shutil.rmtree", lambda *args, **more: None)  # a killed process cleans nothing up
        with pytest.raises(KeyboardInterrupt):
            ledger.keep([package])
    (content,) = ledger.keep([package])
    assert ledger.place_of(content) is not None
