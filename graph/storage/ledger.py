"""The history of a data folder: a ledger of its data versions, and the packages of each version by their content.

::

    <folder>/history/ledger.jsonl                     one entry per data version that became current, oldest first
    <folder>/history/intent.json                      the entry of a version that is about to become current
    <folder>/history/packages/<name>/<hash>/          the files of a package; <hash> is the beginning of the SHA-256 of its content

Entries are never changed or removed. A kill at any moment is safe: packages are kept and the intent is written before a version becomes
current, the entry after that. :meth:`Ledger.settle` adds the entry if the process was killed in between, and an entry for a version that
became current without the ledger. All files have mode 0600: packages may hold unpublished data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import LocalServerError
from graph.system.data_paths import DataDirectory
from graph.system.files import full_disk, write_atomically
from seed.edits.edit import EDITS_FILE
from seed.packages.package import Package, bundled
from seed.packages.package_files import DESCRIPTOR, IMPORT_FOLDER

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Note:
    """What the ledger records about a load besides its result. ``action``: load, publish, unload or back; found: the ledger began later."""

    action: str
    who: str
    message: str = ""


@dataclass(frozen=True)
class PackageContent:
    """A package of a data version. ``sha256`` is the hash of its content; empty if its files were not on this machine."""

    name: str
    version: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger. The numbers of rows are None if they are unknown."""

    number: int
    data_version: str
    at: str
    action: str
    who: str
    message: str
    packages: tuple[PackageContent, ...]
    created: int | None = None
    changed: int | None = None
    removed: int | None = None


class Ledger:
    """The history of a folder: the data folder, or that of a remote database. One process at a time may write it."""

    def __init__(self, folder: Path) -> None:
        self._paths = DataDirectory(folder.absolute())
        self.folder = self._paths.history
        self.file = self.folder / "ledger.jsonl"
        self._intent = self.folder / "intent.json"

    def is_writable(self) -> bool:
        """Return whether the history can be written. A machine with a read-only folder can load into a remote database without it."""
        folder = self.folder
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return os.access(folder, os.W_OK)

    def entries(self) -> list[Entry]:
        """Return all entries, oldest first.

        :raises LocalServerError: the ledger cannot be read.
        """
        try:
            lines = self.file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise self._damaged(f"cannot be read ({error})") from error
        entries = []
        for number, line in enumerate(lines, 1):
            try:
                entries.append(_entry(json.loads(line)))
            except (ValueError, TypeError, KeyError) as error:
                raise self._damaged(f"is damaged in line {number}") from error
        return entries

    def settle(self, version: str | None, contents: Callable[[], tuple[PackageContent, ...]], at: str) -> list[Entry]:
        """Add the entry that a killed process did not write, and return all entries.

        :param version: the current data version; None if there is none.
        :param contents: returns its packages, if no entry lists them.
        :param at: when it was loaded, if no entry says so.
        """
        entries = self.entries()
        last = entries[-1] if entries else None
        intent = self.intent()
        if version is not None and (last is None or last.data_version != version):
            if intent is not None and intent.data_version == version:
                entry = replace(intent, number=len(entries) + 1)
            else:
                entry = Entry(len(entries) + 1, version, at or _now(), "found", "", "", contents())
            self._append([*entries, entry])
            entries.append(entry)
        self._intent.unlink(missing_ok=True)
        return entries

    def intent(self) -> Entry | None:
        """Return the entry of a version that was about to become current when its process ended."""
        try:
            return _entry(json.loads(self._intent.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    @contextmanager
    def recording(self, entry: Entry) -> Iterator[None]:
        """Add an entry when the caller has made its version current. Call it after :meth:`settle`."""
        entries = self.entries()
        entry = replace(entry, number=len(entries) + 1)
        self._make_folder(self.folder)
        write_atomically(self._intent, _line(entry), mode=0o600)
        yield
        self._append([*entries, entry])
        self._intent.unlink(missing_ok=True)

    def keep(self, packages: Sequence[Package]) -> tuple[PackageContent, ...]:
        """Keep the files of packages by their content."""
        return tuple(PackageContent(package.name, package.version, self._keep(package)) for package in packages)

    def place_of(self, content: PackageContent) -> Path | None:
        """Return the folder with the files of a package; None if they are not kept.

        A bundled package with the same content is returned itself, so that it still counts as bundled.
        """
        home = bundled(content.name)
        if home is not None and content_hash(_files(Package.open(home))) == content.sha256:
            return home
        place = self._paths.kept_package(content.name, content.sha256)
        return place if content.sha256 and place.is_dir() else None

    def _keep(self, package: Package) -> str:
        files = _files(package)
        content = content_hash(files)
        place = self._paths.kept_package(package.name, content)
        if place.is_dir():
            return content
        with full_disk(self.folder, f"the package {package.name}"):
            self._make_folder(place.parent)
            part = Path(tempfile.mkdtemp(prefix=".part-", dir=place.parent))
            try:
                for name, opener in files:
                    _write(part / name, opener)
                if content_hash([(name, _opener(part / name)) for name, _ in files]) != content:
                    raise LocalServerError(f"The package {package.name} was changed while it was copied.", hint="Load again.")
                part.replace(place)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        return content

    def _make_folder(self, folder: Path) -> None:
        with full_disk(self.folder.parent, "the history"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(parents=True, exist_ok=True)

    def _append(self, entries: Sequence[Entry]) -> None:
        self._make_folder(self.folder)
        write_atomically(self.file, "".join(map(_line, entries)), mode=0o600)

    def _damaged(self, problem: str) -> LocalServerError:
        return LocalServerError(
            f"The ledger {self.file} {problem}. Nothing was changed.",
            hint="Restore it from a backup, or move it away: a new ledger then begins with the current data version.",
        )


Opened = tuple[str, Any]
"""The name of a file in a package, and a function that opens it."""


def _files(package: Package) -> list[Opened]:
    """Return the files of a package as they are stored, without the changes of edits."""
    stored = Package.open(package.root)
    names = [DESCRIPTOR, *stored.paths, *([EDITS_FILE] if EDITS_FILE in stored.files.names() else [])]
    files: list[Opened] = [(name, lambda name=name: stored.files.open(name)) for name in names]
    kept = sorted(path for path in (package.root / IMPORT_FOLDER).glob("*") if path.is_file()) if package.root.is_dir() else []
    return sorted([*files, *((f"{IMPORT_FOLDER}/{path.name}", _opener(path)) for path in kept)])


def hash_of(package: Package) -> str:
    """Return the hash of the content of a package, as the ledger records it."""
    return content_hash(_files(package))


def _opener(path: Path) -> Any:
    return lambda: path.open("rb")


def content_hash(files: Sequence[Opened]) -> str:
    """Return the SHA-256 of files: of their names and contents, in the given order."""
    total = hashlib.sha256()
    for name, opener in files:
        with opener() as stream:
            total.update(f"{name}\0{hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


def _write(path: Path, opener: Any) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with opener() as source, os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        shutil.copyfileobj(source, target, _BLOCK)
        target.flush()
        os.fsync(target.fileno())


def _entry(content: dict[str, Any]) -> Entry:
    packages = tuple(PackageContent(**package) for package in content["packages"])
    return Entry(**{**content, "packages": packages})


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
