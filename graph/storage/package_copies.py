"""Copies of the packages that were loaded and do not come with the explorer, so that a later load can take them along.

A copy is ``packages/<name>/<mark>/`` (or ``<mark>.zip``) below a folder; the mark is new for every copy, so what a data version was
made of stays as it was. What bears another name is not ours, and is never removed.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from graph.errors import LocalServerError
from graph.system.files import full_disk

_MARK = re.compile(r"[0-9a-f]{16}(\.zip)?")
_PART = re.compile(r"\.part-[a-z0-9_]{8}")
"""What a :meth:`Copies.keep` that was killed leaves."""


class Copies:
    """The copies below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def place_of(self, root: Path) -> str | None:
        """The place of a package that is such a copy already, else None."""
        root = root.resolve()
        inside = root.is_relative_to((self.folder / "packages").resolve())
        return root.relative_to(self.folder.resolve()).as_posix() if inside else None

    def keep(self, source: Path, name: str) -> str:
        """Copy the package at ``source`` (folder or zip); returns its place below the folder. It appears there whole or not at all."""
        place = f"packages/{name}/{secrets.token_hex(8)}" + (".zip" if source.is_file() else "")
        target = self.folder / place
        with full_disk(self.folder, f"a copy of the package {name}"):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
            try:
                copied = part / "copy"
                if source.is_file():
                    shutil.copyfile(source, copied)
                else:
                    _copy_folder(source, copied)
                copied.replace(target)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        return place

    def take(self, others: Copies) -> None:
        """Move copies here from a folder on the same disk. One that is there already is replaced."""
        with full_disk(self.folder, "copies of packages"):
            for place in others.places():
                source, target = others.folder / place, self.folder / place
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.exists():
                    target.rename(source.with_name(f"old-{target.name}"))
                source.rename(target)

    def places(self) -> list[str]:
        """The places of all copies, sorted."""
        return sorted(self._place(path) for path in self._found() if _MARK.fullmatch(path.name))

    def clean(self, kept: Collection[str | None]) -> None:
        """Remove every copy whose place is not among ``kept``, and what a killed :meth:`keep` left."""
        for path in list(self._found()):
            ours = _PART.fullmatch(path.name) or (_MARK.fullmatch(path.name) and self._place(path) not in kept)
            if ours and not path.is_symlink():
                _remove(path)
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()

    def remove(self, places: Collection[str]) -> None:
        """Remove the copies at these places."""
        self.clean(set(self.places()).difference(places))

    def _place(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _found(self) -> Iterator[Path]:
        """What lies in the folders of packages."""
        try:
            for name in _folders(self.folder / "packages"):
                yield from sorted(name.iterdir())
        except OSError as error:
            raise LocalServerError(f"{error.filename} cannot be read ({error.strerror}).", hint="Make it readable.") from error


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except FileNotFoundError:
        return []


def _copy_folder(source: Path, target: Path) -> None:
    """Copy what belongs to a package, and nothing else that happens to lie in its folder."""
    target.mkdir()
    shutil.copyfile(source / "datapackage.json", target / "datapackage.json")
    for file in sorted([*source.glob("nodes/*.csv"), *source.glob("relationships/*.csv")]):
        room = target / file.parent.name
        room.mkdir(exist_ok=True)
        shutil.copyfile(file, room / file.name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
