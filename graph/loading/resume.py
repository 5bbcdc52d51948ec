"""What the node ``Meta`` of another server says about loads that ended, that were cut off, and that one can go back to.

``packages`` are those of the last complete version, ``previous`` those of the version before it. While a load writes, ``pending`` are those
that it loads: when it dies, the next start knows what to finish.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.errors import DatabaseError, UserError
from graph.loading.load_plan import place_of, stated
from graph.storage.data_directory import Loaded

Meta = Mapping[str, Any]


def wanted_now(meta: Meta) -> tuple[Loaded, ...]:
    """The packages that the database is to hold: those of a load that was cut off, else those of the last complete one."""
    return stated(meta.get("pending") or meta.get("packages"))


def to_resume(meta: Meta, folder: Path) -> list[Path]:
    """Where the packages of a load that was cut off are; ``folder`` is where copies are kept.

    :raises UserError: the files of one are not on this machine.
    :raises DatabaseError: the database does not say which packages they are.
    """
    packages = wanted_now(meta)
    if not packages:
        raise DatabaseError(
            "A load was cut off, and the database does not say which packages it was loading. Nothing was changed.",
            hint="Load them again: alliance load DIR.",
        )
    return _places(packages, folder, "The load was cut off", "or go back to the data before it: alliance load --back")


def to_go_back(meta: Meta, folder: Path) -> list[Path]:
    """Where the packages of the earlier version are: the last complete one after a load that was cut off, else the one before it.

    :raises UserError: there is none, or the files of a package are not on this machine.
    """
    packages = stated(meta.get("packages") if meta.get("state") == "loading" else meta.get("previous"))
    if not packages:
        raise UserError("There is no earlier data version to go back to.", hint="One is kept from the second load on.")
    return _places(packages, folder, "The earlier data version cannot be loaded", "with the folders of its other packages, and --replace")


def _places(packages: Sequence[Loaded], folder: Path, what: str, otherwise: str) -> list[Path]:
    found = [(package, place_of(package, folder)) for package in packages]
    missing = [package for package, place in found if place is None]
    if missing:
        every = ", ".join(str(package) for package in packages)
        lines = [f"  {package}, titled '{package.title}': no copy at {folder / (package.copy or package.name)}" for package in missing]
        folders = " ".join(f"DIR_OF_{package.name}" for package in missing)
        raise UserError(
            "\n".join([f"{what}. Its packages are {every}. The files of these are not on this machine:", *lines, "Nothing was changed."]),
            hint=f"Give their folders: alliance load {folders}, {otherwise}.",
        )
    return [place for _, place in found if place is not None]


def before(meta: Meta, version: str) -> dict[str, Any]:
    """What the ``Meta`` of the complete ``version`` says about the version before it."""
    if meta.get("data_version") and meta["data_version"] != version:
        return {"previous": list(meta.get("packages") or ()), "previous_version": meta["data_version"]}
    return {name: meta[name] for name in ("previous", "previous_version") if meta.get(name)}


def retired(meta: Meta, after: Meta) -> set[str]:
    """Places of the copies that the old ``Meta`` names and the new one does not. What neither names is not ours to remove."""
    return _copies(meta) - _copies(after)


def _copies(meta: Meta) -> set[str]:
    every = [package for name in ("packages", "previous", "pending") for package in stated(meta.get(name))]
    return {package.copy for package in every if package.copy}


def refuse_unstated(meta: Meta, names: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse to add packages where rows of others are that no ``Meta`` states: a load would remove them.

    :param names: the packages of the load.
    :param rows: package and number of entities, of all that the database holds.
    """
    if meta.get("packages") or meta.get("pending"):
        return
    others = {str(row["package"]): int(row["rows"]) for row in rows if row["package"] is not None and row["package"] not in set(names)}
    if others:
        raise UserError(
            f"The database holds entities of {_counted(others)}, and does not say what is loaded: its node Meta is missing or damaged. "
            "Nothing was changed.",
            hint="Give the folders of these packages as well, or remove them with --replace.",
        )


def refuse_found(rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse to fill a database on a start that holds entities, and no ``Meta`` that says which."""
    if rows:
        every = {str(row["package"] or "no package"): int(row["rows"]) for row in rows}
        raise DatabaseError(
            f"The database holds entities of {_counted(every)}, and does not say what is loaded: its node Meta is missing or damaged. "
            "Nothing was changed.",
            hint="Load the folders of these packages again (alliance load DIR ...), or use an empty database.",
        )


def refuse_copies(places: Sequence[str], folder: Path) -> None:
    """Refuse to fill an empty database with something else on a start, where copies of what it held before are kept."""
    if places:
        commands = " ".join(str(folder / place) for place in places)
        raise DatabaseError(
            "The database is empty, and copies of packages that it held are kept on this machine. Nothing was changed.",
            hint=f"Load them again: alliance load {commands}\nTo start afresh instead, move {folder / 'packages'} away.",
        )


def _counted(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count:,})" for name, count in rows.items())
