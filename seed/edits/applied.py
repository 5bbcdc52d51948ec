"""Apply the edits of packages to their rows. The result are packages with ordinary rows, which are checked and loaded as any other.

An edited row stays in its package; an added row belongs to the package of the edit. Each edit becomes a Source row that its rows name, so
that the evidence of a row shows who changed what, when and why. A relationship is never stronger than its ends: if an edit without a source
makes an entity inferred, its relationships become inferred too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from seed.columns import CLASS_BY_FILE
from seed.edits.application import Application
from seed.edits.edit_sources import SOURCE_KIND
from seed.edits.file_rows import FileChange, changed, new_file
from seed.edits.row_history import Conflict
from seed.model import Edge
from seed.packages.package_files import Files
from seed.problems import Fault

if TYPE_CHECKING:
    from seed.packages.package import Package

_KINDS = "Source.kind"


def with_edits(packages: Sequence[Package], *, weaken: bool = True) -> list[Package]:
    """Return the packages with their edits applied. Conflicts become problems of the package of the edit. Nothing is written.

    ``weaken=False`` leaves relationships stronger than their edited ends: the rows that the next edit refers to.
    """
    if not any(package.edits for package in packages):
        return list(packages)
    failed: dict[int, Conflict] = {}
    while not (application := Application(packages, failed)).run():  # ends: each pass fails for at least one more move
        failed = application.failed
    application.report()
    return _packages(application, weaken=weaken)


def _packages(application: Application, *, weaken: bool) -> list[Package]:
    """Return the packages with the changed files."""
    given, changes = application.given, application.changes
    if weaken and application.weakened:
        for position, package in enumerate(given):
            for path in package.paths:
                if issubclass(CLASS_BY_FILE[path], Edge):
                    changes.setdefault((position, path), FileChange())
        for (_, path), change in changes.items():
            if issubclass(CLASS_BY_FILE[path], Edge):
                change.weakened = application.weakened
    return [_package(application, position, package) for position, package in enumerate(given)]


def _package(application: Application, position: int, package: Package) -> Package:
    own = {path: change for (at, path), change in application.changes.items() if at == position}
    final = application.moves.final
    if package.edits:
        kinds = package.choices.get(_KINDS, ())
        choices = {**package.choices, _KINDS: tuple(dict.fromkeys([*kinds, SOURCE_KIND]))}
        package = replace(package, choices=choices, redirects=application.redirects.get(position, {}))
    if application.moves:
        package = replace(package, focus=final(package.focus), calibrated_to=tuple(map(final, package.calibrated_to)))
    if not own:
        return package
    paths = (*package.paths, *(path for path in own if path not in package.paths))
    return replace(package, paths=paths, files=EditedFiles(package.files, own, set(package.paths)))


class EditedFiles:
    """The files of a package with the changes of edits."""

    def __init__(self, files: Files, changes: Mapping[str, FileChange], existing: set[str]) -> None:
        self.base, self.changes, self._existing = files, changes, existing
        self.faults: list[tuple[str, Fault]] = files.faults

    def names(self) -> list[str]:
        """Return the paths of all files."""
        return sorted({*self.base.names(), *self.changes})

    def size(self, name: str) -> int:
        """Return the size of the file before the edits; 0 for a file that edits add."""
        return self.base.size(name) if name not in self.changes or name in self._existing else 0

    def open(self, name: str) -> BinaryIO:
        """Open a file. Its changes are made while it is read."""
        change = self.changes.get(name)
        if change is None:
            return self.base.open(name)
        cls = CLASS_BY_FILE[name]
        if name in self._existing:
            return changed(self.base.open(name), cls, change)
        return new_file(cls, change.added, change.weakened)

    def close(self) -> None:
        """Close open files."""
        self.base.close()
