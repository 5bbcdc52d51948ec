"""Building a damaged store anew from the packages it holds: those that come with the explorer, and copies of the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadValueError, LocalServerError
from graph.loading.load_plan import Progress, place_of, stated
from graph.loading.local_loader import rebuild_local
from graph.server.home_directory import SHOWN
from graph.server.jars import Progress as ToolProgress
from graph.server.start_check import look, read_meta
from graph.settings import Settings, data_option
from graph.storage.data_directory import Current, Loaded, Stores


@dataclass(frozen=True)
class Rebuilt:
    """What was done with a store. ``faults``: what was wrong with it; empty when it opens, and nothing was done.

    ``version`` is another one than the store's when a package that comes with the explorer has changed since.
    """

    store: str
    version: str
    faults: tuple[str, ...]


def rebuild(settings: Settings, name: str | None = None, *, progress: Progress | None = None) -> Rebuilt:
    """Build a store anew when it does not open: the current one, or the one whose folder name begins with ``name``.

    The damaged store stays until the new one answers.

    :raises BadValueError: there is no such store.
    :raises LocalServerError: its packages are not known or not here, or the server failed. Nothing changed.
    """
    stores = Stores(settings.data)
    store = _chosen(stores, name)
    home = stores.home(store)
    with stores.loading():
        found = look(home, settings, _tool(progress))
        record = stores.record(store)
        if not found and record is not None:
            return Rebuilt(store, record.data_version, ())
        packages = record.packages if record is not None else _stated(home, settings, found)
        _refuse_missing(stores, packages)
        version = rebuild_local(stores, settings.cache, packages, settings, progress)
        _point(stores, store, version)
    return Rebuilt(store, version, tuple(found))


def _chosen(stores: Stores, name: str | None) -> str:
    pointer = stores.pointer()
    if name is None:
        if pointer is None:
            stores.current()  # says what is there
            raise LocalServerError(f"There is no data in {stores.data}.", hint="Load a data package: alliance load DIR.")
        return pointer.store
    names = stores.names()
    found = [name] if name in names else [store for store in names if name and store.startswith(name)]
    if len(found) != 1:
        listed = ", ".join(store[:SHOWN] for store in names) or "none"
        raise BadValueError(f"'{name}' names {'several stores' if found else 'no store'}.", hint=f"Stores in {stores.folder}: {listed}.")
    return found[0]


def _stated(home: Path, settings: Settings, found: list[str]) -> tuple[Loaded, ...]:
    """The packages that the database itself states, where the record is lost."""
    try:
        return stated(read_meta(home, settings, check=False)["packages"])
    except (LocalServerError, ValueError, TypeError, KeyError) as error:
        raise LocalServerError(
            f"The packages of the store {home} are not known: {' '.join(found[:1])} Its database does not start. Nothing was changed.",
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
    """Let ``current`` name the rebuilt store where it named the damaged one."""
    pointer = stores.pointer()
    if pointer is None or version == store:
        return
    if pointer.store == store:
        stores.switch(version, version)
    elif pointer.previous == store and version != pointer.store:
        stores.point(Current(pointer.store, pointer.data_version, version))


def _tool(progress: Progress | None) -> ToolProgress | None:
    return None if progress is None else lambda done, total, text: progress(text, done, total)
