"""Make a store current by hand, when ``current`` was lost or names another store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadValueError, LocalServerError
from graph.settings import data_option
from graph.storage import lost_pointer
from graph.storage.data_directory import Current, Loaded, Record, Stores


@dataclass(frozen=True)
class Adopted:
    """The store that has become current. ``missing``: its packages whose copies are missing."""

    store: str
    record: Record
    missing: tuple[Loaded, ...]


def adopt(data: Path, name: str | None = None) -> Adopted:
    """Make an intact store current. The newest of the others becomes the previous one, unless ``current`` already names one.

    :param name: folder name of the store, or a prefix of it; optional when exactly one store is intact.
    :raises LocalServerError: a server uses the data folder, or no store is intact. Nothing changed.
    :raises BadValueError: the name matches no intact store, or several. Nothing changed.
    """
    stores = Stores(data)
    if stores.paths.holder() is not None:
        raise LocalServerError(
            f"A server is running on the data folder {data}.", hint=f"Stop it first: alliance stop{data_option(stores.data)}."
        )
    intact = stores.intact_stores()
    store = _choose(stores, intact, name)
    with stores.loading():
        record = stores.record(store)
        if record is None or not stores.intact(store):
            raise LocalServerError(f"The store {store} is no longer intact. Nothing was changed.")
        stores.point(Current(store, record.data_version, _previous(stores, store, intact)))
    return Adopted(store, record, stores.missing_copies(store))


def _previous(stores: Stores, store: str, intact: list[str]) -> str | None:
    before = stores.pointer()
    if before is not None and before.store != store:
        return before.store
    if before is not None and before.previous is not None:
        return before.previous
    return next((other for other in intact if other != store), None)


def _choose(stores: Stores, intact: list[str], name: str | None) -> str:
    if not intact and stores.is_empty():
        raise LocalServerError(f"There is no data in {stores.data}.", hint="Load a data package first: alliance up, or alliance load DIR.")
    if name is None and len(intact) == 1:
        return intact[0]
    lines = "\n".join(f"  {lost_pointer.describe(stores, store)}" for store in intact) or "  (none)"
    listing = f"Intact stores in {stores.folder}:\n{lines}"
    if name is None and intact:
        raise BadValueError(f"Several stores are intact: name one. {listing}")
    if name is None:
        raise LocalServerError(f"No store can be adopted. {listing}")
    if name in intact:
        return name
    matches = [store for store in intact if name and store.startswith(name)]
    if len(matches) != 1:
        problem = "matches several stores" if matches else ("is not intact" if name in stores.names() else "matches no intact store")
        raise BadValueError(f"'{name}' {problem}. {listing}", hint="Nothing was changed.")
    return matches[0]
