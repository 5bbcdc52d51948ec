"""What both ways of loading share: which packages a load takes, the check of them, and the summary at its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import DatabaseError, PackageError, UserError
from graph.storage.data_directory import Loaded
from graph.storage.package_copies import Copies
from seed.model import MODEL_VERSION
from seed.packages.checker import Sink, check
from seed.packages.package import Package, bundled, resolve
from seed.problems import Report

Progress = Callable[[str, int, int | None], None]
"""``progress(step, done, total)``; ``total`` is None when it is not known."""
Stamp = dict[str, tuple[int, int]]
_LISTED = 5
_FIELDS = tuple(field.name for field in fields(Loaded))


@dataclass(frozen=True)
class Summary:
    """What a load did, in rows (nodes and relationships); ``seconds`` from the first byte read to answering."""

    created: int
    changed: int
    unchanged: int
    removed: int
    data_version: str
    seconds: float

    @property
    def changes(self) -> int:
        """Rows created, changed or removed."""
        return self.created + self.changed + self.removed


class PackageProblems(PackageError):
    """The check found problems, so nothing was loaded. ``report`` holds them all."""

    def __init__(self, report: Report) -> None:
        shown = [str(problem) for problem in report.problems[:_LISTED]]
        more = report.problem_count - len(shown)
        lines = "\n".join(shown + ([f"... and {more:,} more."] if more > 0 else []))
        super().__init__(
            f"The check found {report.problem_count:,} problems; nothing was loaded.\n{lines}", hint="See 'alliance check DIR'."
        )
        self.report = report


def pick(paths: Iterable[Path | str], loaded: Sequence[Loaded], data: Path, *, merge: bool) -> list[Package]:
    """The packages of a load: the given ones, with ``merge`` also those that are loaded and not given anew, and all that they require.

    ``data`` is the folder below which the copies of loaded packages are.

    :raises UserError: no package, or the files of one that is loaded are gone.
    :raises PackageProblems: there is no package at one of the paths.
    """
    given = list(paths)
    names = names_of(given)
    kept = [_kept(package, data) for package in loaded if package.name not in names] if merge else []
    packages = resolve([*given, *kept])
    if not packages:
        raise UserError("No data package was given.", hint="Name the folder of one: alliance load DIR.")
    return packages


def place_of(package: Loaded, data: Path) -> Path | None:
    """Where the files of a loaded package are; None when they are not here."""
    place = bundled(package.name) if package.copy is None else data / package.copy
    return place if place is not None and place.exists() else None


def _kept(package: Loaded, data: Path) -> Path:
    place = place_of(package, data)
    if place is None:
        raise UserError(
            f"The database holds the package '{package.name}', and its files are not here.",
            hint="Give its folder as well, or load with --replace to have only what you give.",
        )
    return place


def kept_as(package: Package, copies: Copies, rows: int | None = None, *, into: Copies | None = None) -> Loaded:
    """What a data version says of a package; it is copied first when it does not come with the explorer and is no copy already.

    ``into`` is where the copy goes, when that is not ``copies``.
    """
    place = None if is_bundled(package) else copies.place_of(package.root) or (into or copies).keep(package.root, package.name)
    return Loaded(package.name, package.title, package.version, place, rows)


def names_of(paths: Iterable[Path | str]) -> set[str]:
    """Names of the packages at ``paths``.

    :raises PackageProblems: there is no package at one of them, or its descriptor is damaged. Nothing was written yet.
    """
    packages = [Package.open(path) for path in paths]
    if any(package.problems for package in packages):
        checked(packages, None, None)
    return {package.name for package in packages}


def is_bundled(package: Package) -> bool:
    """Whether a package is the one that comes with the explorer."""
    home = bundled(package.name)
    return home is not None and home.resolve() == package.root.resolve()


def checked(packages: Sequence[Package], sink: Sink | None, progress: Progress | None) -> Report:
    """Check packages, handing the rows to ``sink``.

    :raises PackageProblems: there are problems.
    """
    tell = None if progress is None else lambda file, done, total: progress(f"checking {file}", done, total)
    report = check(packages, sink=sink, progress=tell)
    if not report.ok:
        raise PackageProblems(report)
    return report


def stamps(packages: Iterable[Package]) -> Stamp:
    """Size and time of every file, to notice a package that is edited while it is loaded."""
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
    descriptor = root / "datapackage.json"
    return [*([descriptor] if descriptor.is_file() else []), *sorted(root.glob("nodes/*.csv")), *sorted(root.glob("relationships/*.csv"))]


def now() -> str:
    """The time, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def meta_of(data_version: str, packages: Iterable[Loaded], counts: Mapping[str, Mapping[str, int]], at: str) -> dict[str, Any]:
    """The properties of the node ``Meta`` of a complete version; lists and maps are JSON, as properties can hold no maps."""
    return {
        "id": "meta",
        "state": "ready",
        "data_version": data_version,
        "model_version": MODEL_VERSION,
        "packages": listed(packages),
        "counts": json.dumps({kind: dict(origins) for kind, origins in counts.items() if origins}, ensure_ascii=False),
        "loaded_at": at,
    }


def listed(packages: Iterable[Loaded]) -> list[str]:
    """Packages as ``Meta`` states them."""
    return [json.dumps(asdict(package), ensure_ascii=False) for package in packages]


def stated(texts: Iterable[str] | None) -> tuple[Loaded, ...]:
    """Packages that ``Meta`` states, read back.

    :raises DatabaseError: they cannot be read.
    """
    try:
        found = [json.loads(text) for text in texts or ()]
        return tuple(Loaded(**{name: package[name] for name in _FIELDS if name in package}) for package in found)
    except (ValueError, TypeError) as error:
        raise DatabaseError(
            f"The packages that the database's node Meta names cannot be read ({error}). Nothing was changed.",
            hint="Give the folders of all packages: alliance load --replace DIR ...",
        ) from error


def removed(loaded: Sequence[Loaded], paths: Iterable[Path | str]) -> tuple[Loaded, ...]:
    """The loaded packages that a load with ``--replace`` of the packages at ``paths`` removes."""
    names_of(given := list(paths))
    stay = {package.name for package in resolve(given)}
    return tuple(package for package in loaded if package.name not in stay)
