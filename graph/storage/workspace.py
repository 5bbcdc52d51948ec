"""The workspace: the edits that are made in a data folder, as a data package of plain files.

::

    <folder>/workspace/edits/edits.csv            one row for each change; rows are only added
    <folder>/workspace/edits/datapackage.json
    <folder>/workspace/lock, owner.json           the lock of the process that writes
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph.errors import PackageError
from graph.system.data_paths import DataDirectory
from graph.system.files import full_disk, write_atomically
from graph.system.folder_lock import FolderLock
from seed.edits.drafting import EDITS_PACKAGE
from seed.edits.edit import ABOUT, COLUMNS, EDITS_FILE, REQUIRED, Edit, edits_text
from seed.packages.package import Package
from seed.packages.package_files import DESCRIPTOR

_WAIT = 30.0
"""Seconds that a command waits for another that edits."""


class Workspace:
    """The edits of a folder: the data folder, or that of a remote database."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataDirectory(folder.absolute()).workspace
        self.package = self.folder / EDITS_PACKAGE

    def exists(self) -> bool:
        """Return whether edits were made here."""
        return (self.package / EDITS_FILE).is_file()

    def edits(self) -> tuple[Edit, ...]:
        """Return the edits, oldest first.

        :raises PackageError: the files have problems.
        """
        return edits_of(self.package) if self.exists() else ()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the workspace."""
        with FolderLock(self.folder, what="workspace", wait=_WAIT):
            yield

    def adopt(self, package: Path) -> None:
        """Begin with the edits of a package. Call it within :meth:`locked`, in a workspace without edits."""
        opened = Package.open(package)
        self.append(opened.edits, opened.requires)

    def append(self, edits: Sequence[Edit], requires: Iterable[str]) -> None:
        """Add edits, and the packages that they refer to. Call it within :meth:`locked`."""
        text = edits_text([*self.edits(), *edits])
        with full_disk(self.folder, "the edits"):
            self.package.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = Package.open(self.package).requires if (self.package / DESCRIPTOR).is_file() else ()
        required = list(dict.fromkeys([*known, *(name for name in requires if name != EDITS_PACKAGE)]))
        # Without edits.csv the descriptor alone is not a package; with an older one, it only requires more.
        write_atomically(self.package / DESCRIPTOR, _descriptor(required), mode=0o600)
        write_atomically(self.package / EDITS_FILE, text, mode=0o600)

    def snapshot(self, folder: Path) -> Path:
        """Copy the package into a folder, so that edits that are made meanwhile do not disturb a load. Return the copy."""
        target = folder / EDITS_PACKAGE
        with self.locked():
            target.mkdir(mode=0o700)
            for name in (DESCRIPTOR, EDITS_FILE):
                shutil.copy(self.package / name, target / name)
        return target


def edits_of(package: Path) -> tuple[Edit, ...]:
    """Return the edits of the package at a path.

    :raises PackageError: the package has problems.
    """
    opened = Package.open(package)
    if opened.problems:
        raise PackageError(f"The edits in {package} cannot be read. {opened.problems[0]}", hint="Correct the file. Nothing was changed.")
    return opened.edits


def _descriptor(requires: Sequence[str]) -> str:
    fields = [
        {"name": name, "type": "string", "description": ABOUT[name], "constraints": {"required": name in REQUIRED}} for name in COLUMNS
    ]
    resource = {"name": "edits", "path": EDITS_FILE, "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv"}
    content = {
        "profile": "tabular-data-package",
        "name": EDITS_PACKAGE,
        "title": "Edits",
        "version": "1",
        "requires": list(requires),
        "resources": [{**resource, "encoding": "utf-8", "schema": {"fields": fields}}],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
