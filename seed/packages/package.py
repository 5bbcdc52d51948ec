"""Data packages: a folder (or a zip of it) with ``datapackage.json`` and one CSV file per type. This is the entry point.

``nodes/school.csv`` contains the schools, ``relationships/feeds.csv`` the FEEDS; the columns are those of :mod:`seed.model`. A package can
require others by name. They are looked up among the given packages, then next to the package, then among the bundled packages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from seed.edits.applied import with_edits
from seed.edits.edit import EDITS_FILE, Edit
from seed.edits.edit_file import read_edits
from seed.packages.descriptor import Descriptor, read_descriptor
from seed.packages.package_files import DESCRIPTOR, Files, NoFiles, open_files, wrong_file
from seed.problems import Fault, Problem

BUNDLED = Path(__file__).parents[1] / "data"
"""The folder of the bundled packages."""


@dataclass
class Package:
    """An opened package. Opening one never fails: ``problems`` has its problems, and :func:`seed.packages.checker.check` reports them."""

    root: Path
    name: str
    title: str
    version: str
    requires: tuple[str, ...]
    paths: tuple[str, ...]
    """The CSV files that ``datapackage.json`` lists and that exist, such as ``nodes/school.csv``."""
    files: Files
    problems: list[Problem]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Values that the package adds to lists of the model (:mod:`seed.packages.choices`)."""
    focus: str = ""
    """Id of the county or region that the package is about; empty if it states none."""
    calibrated_to: tuple[str, ...] = ()
    """Ids of the claims whose figures the rows were generated to match."""
    edits: tuple[Edit, ...] = ()
    """The edits in ``edits.csv``."""
    edit_numbers: tuple[int, ...] = ()
    """The row number of each edit."""
    redirects: dict[str, str] = field(default_factory=dict)
    """The present id of each id that the edits replaced."""

    @classmethod
    def open(cls, path: Path | str) -> Package:
        """Open the folder, zip or ``datapackage.json`` at ``path``, or the bundled package of that name.

        A path that exists takes precedence over a bundled name.
        """
        root = Path(path)
        if root.name == str(path) and not root.exists():
            root = bundled(root.name) or root
        root = root.parent if root.name == DESCRIPTOR and root.is_file() else root
        files = open_files(root)
        name = root.stem if root.is_file() else root.name
        if files is None:
            fault = Fault(
                "missing-package", f"No folder or zip found at {root}.", "Use the path of a data package, or the bundled name 'chenzhou'."
            )
            return cls(root, name, "", "", (), (), NoFiles(), [_problem(fault, str(root), name)])
        wrong = wrong_file(root)
        if wrong is not None:
            files.close()
            return cls(root, name, "", "", (), (), NoFiles(), [_problem(wrong, root.name, name)])
        descriptor: Descriptor = read_descriptor(files, name)
        problems = [_problem(fault, file, descriptor.name, key) for file, fault, key in descriptor.faults]
        heading = (descriptor.name, descriptor.title, descriptor.version, descriptor.requires, descriptor.files)
        package = cls(root, *heading, files, problems, descriptor.choices, descriptor.focus, descriptor.calibrated_to)
        if descriptor.has_edits:
            package._read_edits()
        return package

    def _read_edits(self) -> None:
        found = read_edits(self.files)
        self.edits, self.edit_numbers = tuple(found.edits), tuple(found.numbers)
        for fault, row, column, value in found.faults:
            self.problems.append(Problem(fault.code, EDITS_FILE, row, column, value, fault.detail, fault.expected, self.name))

    def add_problem(self, fault: Fault, key: str | None = None, value: str | None = None) -> None:
        """Add a problem of ``datapackage.json``."""
        self.problems.append(Problem(fault.code, DESCRIPTOR, None, key, value, fault.detail, fault.expected, self.name))


def _problem(fault: Fault, file: str, package: str, key: str | None = None) -> Problem:
    return Problem(fault.code, file, None, key, None, fault.detail, fault.expected, package)


def bundled(name: str) -> Path | None:
    """Return the folder of a bundled package, or None if there is no such package."""
    folder = BUNDLED / name
    return folder if (folder / DESCRIPTOR).is_file() else None


def resolve(paths: Iterable[Path | str]) -> list[Package]:
    """Open the packages at ``paths`` and all packages they require, with edits applied. Each package comes after its requirements.

    Never fails: a missing, duplicate or cyclic requirement becomes a problem of the package that names it, and so does an edit that
    conflicts with the row that it changes.
    """
    return with_edits(unedited(paths))


def unedited(paths: Iterable[Path | str]) -> list[Package]:
    """Open the packages at ``paths`` and all packages they require, and return them with each package after its requirements.

    Edits are not applied. Never fails, as :func:`resolve`.
    """
    by_name: dict[str, Package] = {}
    duplicates: list[Package] = []
    for path in paths:
        package = Package.open(path)
        first = by_name.setdefault(package.name, package)
        if first is package:
            continue
        if first.root.resolve() != package.root.resolve():
            fault = Fault(
                "duplicate-package", f"Two packages are named {package.name!r}: {first.root} and {package.root}.", "Use only one of them."
            )
            package.add_problem(fault, "name", package.name)
            duplicates.append(package)
    return _Resolver(by_name).ordered() + duplicates


class _Resolver:
    """Finds required packages, and orders each package after its requirements."""

    def __init__(self, by_name: dict[str, Package]) -> None:
        self._opened = dict(by_name)
        self._given = list(by_name.values())
        self._done: dict[str, Package] = {}

    def ordered(self) -> list[Package]:
        """Return the packages in order."""
        for package in self._given:
            self._visit(package, ())
        return list(self._done.values())

    def _visit(self, package: Package, above: tuple[str, ...]) -> None:
        if package.name in self._done:
            return
        above = (*above, package.name)
        for name in package.requires:
            if name in above:
                cycle = " -> ".join((*above[above.index(name) :], name))
                package.add_problem(
                    Fault("cyclic-requires", f"Packages require each other: {cycle}.", "Remove one of these requirements."),
                    "requires",
                    name,
                )
                continue
            required = self._find(name, package)
            if required is not None:
                self._visit(required, above)
        self._done[package.name] = package

    def _find(self, name: str, by: Package) -> Package | None:
        if name in self._opened:
            return self._opened[name]
        adjacent = (by.root.parent / name, by.root.parent / f"{name}.zip")
        for path in (*adjacent, bundled(name)):
            if path is None or not ((path / DESCRIPTOR).is_file() or (path.suffix == ".zip" and path.is_file())):
                continue
            package = Package.open(path)
            if package.name == name:
                self._opened[name] = package
                return package
        searched = f"Searched: the given packages, the folder of {by.root}, the bundled packages."
        by.add_problem(
            Fault("missing-requirement", f"The required package {name!r} was not found.", f"Give its path as well. {searched}"),
            "requires",
            name,
        )
        return None
