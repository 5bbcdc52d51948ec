"""Shared parts of local and remote loads: selection and check of packages, summary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import DatabaseError, PackageError, UserError
from graph.storage.data_directory import Loaded
from graph.storage.ledger import Ledger, PackageContent
from graph.storage.package_copies import Copies
from seed.edits.edit import EDITS_FILE
from seed.model import MODEL_VERSION
from seed.packages.checker import Sink, check
from seed.packages.package import Package, bundled, resolve
from seed.problems import Report
from seed.progress import Progress

Stamp = dict[str, tuple[int, int]]
_LISTED = 5
_FIELDS = tuple(field.name for field in fields(Loaded))


@dataclass(frozen=True)
class Summary:
    """Result of a load, in rows (nodes and relationships). ``seconds``: from the first byte read to the end of the load."""

    created: int
    changed: int
    unchanged: int
    removed: int
    data_version: str
    seconds: float

    @property
    def changes(self) -> int:
        """Number of rows created, changed or removed."""
        return self.created + self.changed + self.removed


class PackageProblems(PackageError):
    """The check found problems, so nothing was loaded. ``report`` contains all of them."""

    def __init__(self, report: Report) -> None:
        first = [str(problem) for problem in report.problems[:_LISTED]]
        more = report.problem_count - len(first)
        lines = "\n".join(first + ([f"... and {more:,} more."] if more > 0 else []))
        super().__init__(
            f"The check found {report.total}; nothing was loaded.\n{lines}",
            hint="Run alliance check DIR for all of them.",
        )
        self.report = report


def pick(paths: Iterable[Path | str], loaded: Sequence[Loaded], data: Path, *, merge: bool) -> list[Package]:
    """Return the packages of a load: those at ``paths``, with ``merge`` also the other loaded packages, and all that they require.

    ``data`` is the folder with the copies of loaded packages.

    :raises UserError: no package, or the files of a loaded package are missing.
    :raises PackageProblems: there is no package at one of the paths.
    """
    paths = list(paths)
    names = names_of(paths)
    kept = [_kept(package, data) for package in loaded if package.name not in names] if merge else []
    packages = resolve([*paths, *kept])
    if not packages:
        raise UserError("No data package was given.", hint="Give the folder of a package: alliance load DIR.")
    return packages


def place_of(package: Loaded, data: Path) -> Path | None:
    """Return the path of a loaded package; None when its files are not on this machine."""
    place = bundled(package.name) if package.copy is None else data / package.copy
    return place if place is not None and place.exists() else None


def _kept(package: Loaded, data: Path) -> Path:
    place = place_of(package, data)
    if place is None:
        raise UserError(
            f"The database holds the package '{package.name}', but its files are not on this machine.",
            hint="Give its folder as well, or use --replace to keep only the packages that you give.",
        )
    return place


def contents_of(ledger: Ledger, loaded: Iterable[Loaded], data: Path) -> tuple[PackageContent, ...]:
    """Return the packages of a data version for the ledger, and keep their files, as far as they are on this machine."""
    contents: list[PackageContent] = []
    for package in loaded:
        place = place_of(package, data)
        contents += [PackageContent(package.name, package.version)] if place is None else ledger.keep([Package.open(place)])
    return tuple(contents)


def kept_as(package: Package, copies: Copies, rows: int | None = None, *, into: Copies | None = None) -> Loaded:
    """Return the record entry of a package. A package that is neither bundled nor already a copy is copied first.

    ``into`` is the target of the copy (default: ``copies``).
    """
    place = None if is_bundled(package) else copies.place_of(package.root) or (into or copies).keep(package.root, package.name)
    return loaded_as(package, place, rows)


def loaded_as(package: Package, place: str | None, rows: int | None) -> Loaded:
    """Return the record entry of a package whose copy is at ``place``."""
    choices = added_choices(package)
    return Loaded(
        package.name, package.title, package.version, place, rows, choices, package.focus, package.calibrated_to, package.redirects
    )


def added_choices(package: Package) -> dict[str, list[str]]:
    """Return the values that a package adds to lists, as they are recorded."""
    return {name: list(values) for name, values in package.choices.items()}


def names_of(paths: Iterable[Path | str]) -> set[str]:
    """Return the names of the packages at ``paths``. Writes nothing.

    :raises PackageProblems: there is no package at a path, or its descriptor is damaged.
    """
    packages = [Package.open(path) for path in paths]
    if any(package.problems for package in packages):
        checked(packages, None, None)
    return {package.name for package in packages}


def is_bundled(package: Package) -> bool:
    """Return whether a package is bundled with the explorer."""
    home = bundled(package.name)
    return home is not None and home.resolve() == package.root.resolve()


def checked(packages: Sequence[Package], sink: Sink | None, progress: Progress | None) -> Report:
    """Check packages and pass their rows to ``sink``.

    :raises PackageProblems: the check found problems.
    """
    file_progress = None if progress is None else lambda file, done, total: progress(f"checking {file}", done, total)
    report = check(packages, sink=sink, progress=file_progress)
    if not report.ok:
        raise PackageProblems(report)
    return report


def stamps(packages: Iterable[Package]) -> Stamp:
    """Return size and modification time of every file, to detect a package that is edited while it is loaded."""
    files = (file for package in packages for file in _files(package.root))
    return {str(file): (stat.st_size, stat.st_mtime_ns) for file in files for stat in [file.stat()]}


def refuse_edited(packages: Iterable[Package], before: Stamp) -> None:
    """Raise ``UserError`` when a file of a package changed since ``before``."""
    after = stamps(packages)
    changed = sorted(file for file in before.keys() | after.keys() if before.get(file) != after.get(file))
    if changed:
        raise UserError(f"{changed[0]} was changed while it was being loaded; nothing was loaded.", hint="Load again.")


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    top = [path for path in (root / "datapackage.json", root / EDITS_FILE) if path.is_file()]
    return [*top, *sorted(root.glob("nodes/*.csv")), *sorted(root.glob("relationships/*.csv"))]


def now() -> str:
    """Return the current UTC time in ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def meta_of(data_version: str, packages: Iterable[Loaded], counts: Mapping[str, Mapping[str, int]], at: str) -> dict[str, Any]:
    """Return the properties of the ``Meta`` node of a complete data version. Maps are JSON texts, because properties cannot be maps."""
    return {
        "id": "meta",
        "state": "ready",
        "data_version": data_version,
        "model_version": MODEL_VERSION,
        "packages": packages_to_json(packages),
        "counts": json.dumps({kind: dict(origins) for kind, origins in counts.items() if origins}, ensure_ascii=False),
        "loaded_at": at,
    }


def packages_to_json(packages: Iterable[Loaded]) -> list[str]:
    """Convert packages to JSON texts for ``Meta``."""
    return [json.dumps(asdict(package), ensure_ascii=False) for package in packages]


def packages_from_json(texts: Iterable[str] | None) -> tuple[Loaded, ...]:
    """Parse the packages in ``Meta``.

    :raises DatabaseError: they cannot be parsed.
    """
    try:
        items = [json.loads(text) for text in texts or ()]
        return tuple(Loaded(**{name: item[name] for name in _FIELDS if name in item}) for item in items)
    except (ValueError, TypeError) as error:
        raise DatabaseError(
            f"The packages in the database's Meta node cannot be read ({error}). Nothing was changed.",
            hint="Give the folders of all packages: alliance load --replace DIR ...",
        ) from error


def removed(loaded: Sequence[Loaded], paths: Iterable[Path | str]) -> tuple[Loaded, ...]:
    """Return the loaded packages that a load with ``--replace`` of the packages at ``paths`` removes."""
    paths = list(paths)
    names_of(paths)
    kept = {package.name for package in resolve(paths)}
    return tuple(package for package in loaded if package.name not in kept)
