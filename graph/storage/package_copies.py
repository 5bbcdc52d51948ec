"""Copies of loaded packages that are not bundled, so that a later load can include them.

A copy is ``packages/<name>/<mark>/`` (or ``<mark>.zip``) below a folder. Every copy has a new mark, so the source of a data version never
changes. Files with other names were not written by this program and are never removed.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from graph.errors import LocalServerError
from graph.system.data_paths import DataDirectory
from graph.system.files import full_disk
from seed.edits.edit import EDITS_FILE
from seed.packages.package_files import IMPORT_FOLDER

_MARK = re.compile(r"[0-9a-f]{16}(\.zip)?")
_PART = re.compile(r"\.part-[a-z0-9_]{8}")
"""Names of leftovers of a killed :meth:`Copies.keep`."""


class Copies:
    """The copies below a folder."""

    def __init__(self, folder: Path) -> None:
        self.paths = DataDirectory(folder.absolute())
        self.folder = self.paths.root

    def place_of(self, root: Path) -> str | None:
        """Return the path of ``root`` below the folder if it is a copy, else None."""
        root = root.resolve()
        inside = root.is_relative_to(self.paths.packages.resolve())
        return root.relative_to(self.folder.resolve()).as_posix() if inside else None

    def keep(self, source: Path, name: str) -> str:
        """Copy the package at ``source`` (folder or zip) atomically; return the path of the copy below the folder."""
        target = self.paths.packages / name / (secrets.token_hex(8) + (".zip" if source.is_file() else ""))
        with full_disk(self.folder, f"a copy of the package {name}"):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
            try:
                copied = part / "copy"
                if source.is_file():
                    _copy_file(source, copied)
                else:
                    _copy_folder(source, copied)
                copied.replace(target)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        return self._place(target)

    def take(self, others: Copies) -> None:
        """Move copies here from a folder on the same disk. Existing copies are replaced."""
        with full_disk(self.folder, "copies of packages"):
            for place in others.places():
                source, target = others.folder / place, self.folder / place
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.exists():
                    target.rename(source.with_name(f"old-{target.name}"))
                source.rename(target)

    def places(self) -> list[str]:
        """Return the paths of all copies below the folder, sorted."""
        return sorted(self._place(path) for path in self._entries() if _MARK.fullmatch(path.name))

    def newest(self) -> list[str]:
        """Return the path of the newest copy of each package, sorted; a copy with a descriptor comes before one without."""
        best: dict[str, tuple[bool, float, str]] = {}
        for path in self._entries():
            if _MARK.fullmatch(path.name):
                key = (_has_descriptor(path), path.stat().st_mtime, self._place(path))
                best[path.parent.name] = max(key, best.get(path.parent.name, key))
        return sorted(place for _, _, place in best.values())

    def clean(self, kept: Collection[str | None]) -> None:
        """Remove every copy whose path is not in ``kept``, and leftovers of a killed :meth:`keep`."""
        for path in list(self._entries()):
            removable = _PART.fullmatch(path.name) or (_MARK.fullmatch(path.name) and self._place(path) not in kept)
            if removable and not path.is_symlink():
                _remove(path)
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()

    def remove(self, places: Collection[str]) -> None:
        """Remove the copies at these paths."""
        self.clean(set(self.places()).difference(places))

    def _place(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _entries(self) -> Iterator[Path]:
        """Yield the entries of the package folders."""
        try:
            for name in _folders(self.paths.packages):
                yield from sorted(name.iterdir())
        except OSError as error:
            raise LocalServerError(f"{error.filename} cannot be read ({error.strerror}).", hint="Make it readable.") from error


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except FileNotFoundError:
        return []


def _copy_folder(source: Path, target: Path) -> None:
    """Copy the files of a package and the input of its import, without other files in its folder."""
    target.mkdir(mode=0o700)
    for name in ("datapackage.json", EDITS_FILE):
        if (source / name).is_file() or name != EDITS_FILE:
            _copy_file(source / name, target / name)
    for file in sorted([*source.glob("nodes/*.csv"), *source.glob("relationships/*.csv"), *source.glob(f"{IMPORT_FOLDER}/*")]):
        folder = target / file.parent.name
        folder.mkdir(mode=0o700, exist_ok=True)
        _copy_file(file, folder / file.name)


def _copy_file(source: Path, target: Path) -> None:
    """Copy the content of a file. Packages may hold unpublished data, so only the owner may read the copy."""
    target.touch(mode=0o600)
    shutil.copyfile(source, target)


def _has_descriptor(path: Path) -> bool:
    """Whether a copy is a zip, or a folder with a descriptor that is not empty."""
    file = path / "datapackage.json"
    return path.is_file() or (file.is_file() and file.stat().st_size > 0)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
