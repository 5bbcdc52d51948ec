"""State of loads in the ``Meta`` node of a remote server: complete, interrupted, and previous ones.

``packages`` are those of the last complete data version, ``previous`` those of the version before it. While a load writes, ``pending`` are
the packages that it loads, so that the next start can finish an interrupted load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.errors import DatabaseError, UserError
from graph.loading.load_plan import packages_from_json, place_of
from graph.storage.data_directory import Loaded
from graph.system.data_paths import DataDirectory

Meta = Mapping[str, Any]


def target_packages(meta: Meta) -> tuple[Loaded, ...]:
    """Return the packages that the database should hold: those of an interrupted load, else those of the last complete one."""
    return packages_from_json(meta.get("pending") or meta.get("packages"))


def to_resume(meta: Meta, folder: Path) -> list[Path]:
    """Return the paths of the packages of an interrupted load. ``folder`` contains the copies.

    :raises UserError: the files of a package are not on this machine.
    :raises DatabaseError: the database does not name the packages.
    """
    packages = target_packages(meta)
    if not packages:
        raise DatabaseError(
            "A load was interrupted, and the database does not name its packages. Nothing was changed.",
            hint="Load them again: alliance load DIR.",
        )
    return _paths(packages, folder, "A load was interrupted", "or go back to the data before it: alliance load --back")


def to_go_back(meta: Meta, folder: Path) -> list[Path]:
    """Return the paths of the packages of the earlier version: after an interrupted load the last complete one, else the one before it.

    :raises UserError: there is no earlier version, or the files of a package are not on this machine.
    """
    packages = packages_from_json(meta.get("packages") if meta.get("state") == "loading" else meta.get("previous"))
    if not packages:
        raise UserError("There is no earlier data version to go back to.", hint="The second load keeps the first as the earlier version.")
    return _paths(packages, folder, "The earlier data version cannot be loaded", "with the folders of its other packages, and --replace")


def _paths(packages: Sequence[Loaded], folder: Path, problem: str, alternative: str) -> list[Path]:
    paths = [(package, place_of(package, folder)) for package in packages]
    missing = [package for package, path in paths if path is None]
    if missing:
        names = ", ".join(str(package) for package in packages)
        lines = [f"  {package}, titled '{package.title}': no copy at {folder / (package.copy or package.name)}" for package in missing]
        folders = " ".join(f"DIR_OF_{package.name}" for package in missing)
        raise UserError(
            "\n".join(
                [f"{problem}. Its packages are {names}. The files of these are not on this machine:", *lines, "Nothing was changed."]
            ),
            hint=f"Give their folders: alliance load {folders}, {alternative}.",
        )
    return [path for _, path in paths if path is not None]


def before(meta: Meta, version: str) -> dict[str, Any]:
    """Return the ``Meta`` properties of the complete ``version`` about the version before it."""
    if meta.get("data_version") and meta["data_version"] != version:
        return {"previous": list(meta.get("packages") or ()), "previous_version": meta["data_version"]}
    return {name: meta[name] for name in ("previous", "previous_version") if meta.get(name)}


def retired(meta: Meta, after: Meta) -> set[str]:
    """Return the copies that the old ``Meta`` names and the new one does not. Other copies must not be removed."""
    return _copies(meta) - _copies(after)


def _copies(meta: Meta) -> set[str]:
    packages = [package for name in ("packages", "previous", "pending") for package in packages_from_json(meta.get(name))]
    return {package.copy for package in packages if package.copy}


def refuse_unlisted(meta: Meta, names: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Raise when the database holds rows of packages that neither ``Meta`` nor the load lists: the load would remove them.

    :param names: the packages of the load.
    :param rows: package and number of entities, for all packages in the database.
    """
    if meta.get("packages") or meta.get("pending"):
        return
    others = {str(row["package"]): int(row["rows"]) for row in rows if row["package"] is not None and row["package"] not in set(names)}
    if others:
        raise UserError(
            f"The database holds entities of {_counts(others)}, but does not name the loaded packages: "
            "its Meta node is missing or damaged. Nothing was changed.",
            hint="Give the folders of these packages as well, or remove them with --replace.",
        )


def refuse_existing(rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise when a database without ``Meta`` holds entities, so that a start does not fill it."""
    if rows:
        by_package = {str(row["package"] or "no package"): int(row["rows"]) for row in rows}
        raise DatabaseError(
            f"The database holds entities of {_counts(by_package)}, but does not name the loaded packages: "
            "its Meta node is missing or damaged. Nothing was changed.",
            hint="Load the folders of these packages again (alliance load DIR ...), or use an empty database.",
        )


def refuse_copies(places: Sequence[str], folder: Path) -> None:
    """Raise when the database is empty and copies of packages that it held are kept, so that a start does not fill it with others."""
    if places:
        commands, aside = " ".join(str(folder / place) for place in places), DataDirectory(folder).packages
        raise DatabaseError(
            "The database is empty, but copies of packages that it held are kept on this machine. Nothing was changed.",
            hint=f"Load them again: alliance load {commands}\nTo start with an empty database instead, move {aside} away.",
        )


def _counts(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count:,})" for name, count in rows.items())
