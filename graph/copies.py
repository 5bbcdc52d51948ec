"""Copies of the packages that were loaded and do not come with the explorer, so that a later load can take them along.

A copy is ``packages/<name>/<mark>/`` (or ``<mark>.zip``) below a folder; the mark is new for every copy, so what a data version was
made of stays as it was.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from graph.disk import full_disk


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

    def clean(self, kept: Collection[str | None]) -> None:
        """Remove every copy whose place is not among ``kept``, and what a killed :meth:`keep` left."""
        packages = self.folder / "packages"
        for name in sorted(packages.iterdir()) if packages.is_dir() else ():
            for copy in sorted(name.iterdir()) if name.is_dir() else ():
                if f"packages/{name.name}/{copy.name}" not in kept:
                    _remove(copy)
            if name.is_dir() and not any(name.iterdir()):
                name.rmdir()


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
