"""Rebuild a damaged store from its packages: bundled ones, and copies of the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadValueError, LocalServerError
from graph.loading.load_plan import packages_from_json, place_of
from graph.loading.local_loader import rebuild_local
from graph.server.home_directory import SHOWN
from graph.server.start_check import find_faults, read_meta
from graph.settings import Settings, data_option
from graph.storage.data_directory import Current, Loaded, Stores
from seed.progress import Progress


@dataclass(frozen=True)
class Rebuilt:
    """Result of a rebuild. ``faults``: the faults of the store; empty when it opens, and nothing was done.

    ``version`` differs from the store's data version when a bundled package has changed since.
    """

    store: str
    version: str
    faults: tuple[str, ...]


def rebuild(settings: Settings, name: str | None = None, *, progress: Progress | None = None) -> Rebuilt:
    """Rebuild a store that does not open: the current one, or the one whose folder name begins with ``name``.

    The damaged store is kept until the new one works.

    :raises BadValueError: there is no such store.
    :raises LocalServerError: its packages are unknown or missing, or the server failed. Nothing changed.
    """
    stores = Stores(settings.data)
    store = _choose(stores, name)
    home = stores.home(store)
    with stores.loading():
        problems = find_faults(home, settings, progress)
        record = stores.record(store)
        if not problems and record is not None:
            return Rebuilt(store, record.data_version, ())
        packages = record.packages if record is not None else _packages_in_meta(home, settings, problems)
        _refuse_missing(stores, packages)
        version = rebuild_local(stores, settings.cache, packages, settings, progress)
        _point(stores, store, version)
    return Rebuilt(store, version, tuple(problems))


def _choose(stores: Stores, name: str | None) -> str:
    pointer = stores.pointer()
    if name is None:
        if pointer is None:
            stores.current()  # raises with the list of stores, if there are any
            raise LocalServerError(f"There is no data in {stores.data}.", hint="Load a data package: alliance load DIR.")
        return pointer.store
    names = stores.names()
    matches = [name] if name in names else [store for store in names if name and store.startswith(name)]
    if len(matches) != 1:
        listing = ", ".join(store[:SHOWN] for store in names) or "none"
        problem = f"'{name}' matches {'several stores' if matches else 'no store'}."
        raise BadValueError(problem, hint=f"Stores in {stores.folder}: {listing}.")
    return matches[0]


def _packages_in_meta(home: Path, settings: Settings, problems: list[str]) -> tuple[Loaded, ...]:
    """Return the packages that the database names in ``Meta``, for a store whose record is lost."""
    try:
        return packages_from_json(read_meta(home, settings, check=False)["packages"])
    except (LocalServerError, ValueError, TypeError, KeyError) as error:
        raise LocalServerError(
            f"The packages of the store {home} are unknown: {' '.join(problems[:1])} Its database does not start. Nothing was changed.",
            hint="Load their folders again (alliance load DIR), or go back (alliance load --back).",
        ) from error


def _refuse_missing(stores: Stores, packages: tuple[Loaded, ...]) -> None:
    missing = [package.name for package in packages if place_of(package, stores.data) is None]
    if missing:
        raise LocalServerError(
            f"The store cannot be rebuilt: the files of the package '{missing[0]}' are missing. Nothing was changed.",
            hint=f"Load its folder instead: alliance load DIR_OF_{missing[0]}{data_option(stores.data)}",
        )


def _point(stores: Stores, store: str, version: str) -> None:
    """Replace the damaged store by the rebuilt one in ``current``."""
    pointer = stores.pointer()
    if pointer is None or version == store:
        return
    if pointer.store == store:
        stores.switch(version, version)
    elif pointer.previous == store and version != pointer.store:
        stores.point(Current(pointer.store, pointer.data_version, version))
