"""A data package: a folder (or a zip of it) with ``datapackage.json`` and one CSV file per type. This is the door to the room.

``nodes/school.csv`` holds the schools, ``relationships/feeds.csv`` the FEEDS; the columns are those of :mod:`seed.model`. A package may
``require`` others by name: they are found among the given ones, then beside it, then among the bundled ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seed.packages.descriptor import Descriptor, read_descriptor
from seed.packages.package_files import DESCRIPTOR, Files, Nothing, open_files
from seed.problems import Fault, Problem

BUNDLED = Path(__file__).parents[1] / "data"
"""Where the packages that come with the explorer are."""


@dataclass
class Package:
    """A package as it lies there. Opening one never fails: what is wrong with it is in ``problems``, and :func:`check` reports it."""

    root: Path
    name: str
    title: str
    version: str
    requires: tuple[str, ...]
    paths: tuple[str, ...]
    """The CSV files that ``datapackage.json`` lists and that are there, such as ``nodes/school.csv``."""
    files: Files
    problems: list[Problem]

    @classmethod
    def open(cls, path: Path | str) -> Package:
        """Open the folder or zip at ``path``, the folder of the ``datapackage.json`` at ``path``, or the bundled package of that name."""
        root = Path(path)
        if root.name == str(path) and not root.exists():
            root = bundled(root.name) or root
        root = root.parent if root.name == DESCRIPTOR and root.is_file() else root
        files = open_files(root)
        name = root.stem if root.is_file() else root.name
        if files is None:
            fault = Fault(
                "missing-package", f"There is no folder or zip at {root}.", "Give the path of a data package, or a bundled name: chenzhou."
            )
            return cls(root, name, "", "", (), (), Nothing(), [_problem(fault, str(root), name)])
        found: Descriptor = read_descriptor(files, name)
        problems = [_problem(fault, file, found.name, key) for file, fault, key in found.faults]
        return cls(root, found.name, found.title, found.version, found.requires, found.files, files, problems)

    def complain(self, fault: Fault, key: str | None = None, value: str | None = None) -> None:
        """Add a problem of ``datapackage.json``."""
        self.problems.append(Problem(fault.code, DESCRIPTOR, None, key, value, fault.detail, fault.expected, self.name))


def _problem(fault: Fault, file: str, package: str, key: str | None = None) -> Problem:
    return Problem(fault.code, file, None, key, None, fault.detail, fault.expected, package)


def bundled(name: str) -> Path | None:
    """The folder of a bundled package, or None."""
    folder = BUNDLED / name
    return folder if (folder / DESCRIPTOR).is_file() else None


def resolve(paths: Iterable[Path | str]) -> list[Package]:
    """The packages at ``paths`` with all that they require, each after what it requires.

    Never fails: what is missing, there twice or goes in a circle becomes a problem of the package that names it.
    """
    given: dict[str, Package] = {}
    twice: list[Package] = []
    for path in paths:
        package = Package.open(path)
        first = given.setdefault(package.name, package)
        if first is package:
            continue
        if first.root.resolve() != package.root.resolve():
            fault = Fault(
                "duplicate-package", f"Two packages are named {package.name!r}: {first.root} and {package.root}.", "Give one of them."
            )
            package.complain(fault, "name", package.name)
            twice.append(package)
    return _Order(given).all() + twice


class _Order:
    """Finds what packages require, and puts each after what it requires."""

    def __init__(self, given: dict[str, Package]) -> None:
        self._known = dict(given)
        self._given = list(given.values())
        self._done: dict[str, Package] = {}

    def all(self) -> list[Package]:
        """The packages in order."""
        for package in self._given:
            self._visit(package, ())
        return list(self._done.values())

    def _visit(self, package: Package, above: tuple[str, ...]) -> None:
        if package.name in self._done:
            return
        above = (*above, package.name)
        for name in package.requires:
            if name in above:
                circle = " -> ".join((*above[above.index(name) :], name))
                package.complain(
                    Fault("cyclic-requires", f"Packages require each other: {circle}.", "Take one of them out."), "requires", name
                )
                continue
            required = self._find(name, package)
            if required is not None:
                self._visit(required, above)
        self._done[package.name] = package

    def _find(self, name: str, by: Package) -> Package | None:
        if name in self._known:
            return self._known[name]
        beside = (by.root.parent / name, by.root.parent / f"{name}.zip")
        for path in (*beside, bundled(name)):
            if path is None or not ((path / DESCRIPTOR).is_file() or (path.suffix == ".zip" and path.is_file())):
                continue
            package = Package.open(path)
            if package.name == name:
                self._known[name] = package
                return package
        looked = f"Looked among the given packages, beside {by.root}, and among the bundled ones."
        by.complain(
            Fault("missing-requirement", f"The package {name!r} is required, and is not there.", f"Give its path too. {looked}"),
            "requires",
            name,
        )
        return None
