"""Making a store current by hand, where ``current`` was lost or names another one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadValueError, LocalServerError
from graph.settings import data_option
from graph.storage import lost_pointer
from graph.storage.data_directory import Current, Loaded, Record, Stores
from graph.system.folder_lock import owner


@dataclass(frozen=True)
class Adopted:
    """The store that is current now. ``missing``: its packages whose copies are gone."""

    store: str
    record: Record
    missing: tuple[Loaded, ...]


def adopt(data: Path, name: str | None = None) -> Adopted:
    """Make a whole store current; the newest of the others becomes the previous one, unless ``current`` names one already.

    :param name: folder name of the store, or the beginning of it; may be left out when one store is whole.
    :raises LocalServerError: a server runs on the folder, or no store is whole. Nothing changed.
    :raises BadValueError: no whole store is named so, or several are. Nothing changed.
    """
    stores = Stores(data)
    if owner(stores.data) is not None:
        raise LocalServerError(f"The explorer is running on {data}.", hint=f"Stop it first: alliance stop{data_option(stores.data)}.")
    whole = stores.whole_stores()
    store = _chosen(stores, whole, name)
    with stores.loading():
        record = stores.record(store)
        if record is None or not stores.whole(store):
            raise LocalServerError(f"The store {store} is not whole any more. Nothing was changed.")
        stores.point(Current(store, record.data_version, _previous(stores, store, whole)))
    return Adopted(store, record, stores.missing_copies(store))


def _previous(stores: Stores, store: str, whole: list[str]) -> str | None:
    before = stores.pointer()
    if before is not None and before.store != store:
        return before.store
    if before is not None and before.previous is not None:
        return before.previous
    return next((other for other in whole if other != store), None)


def _chosen(stores: Stores, whole: list[str], name: str | None) -> str:
    if not whole and stores.is_empty():
        raise LocalServerError(f"There is no data in {stores.data}.", hint="Load a data package first: alliance up, or alliance load DIR.")
    if name is None and len(whole) == 1:
        return whole[0]
    shown = "\n".join(f"  {lost_pointer.describe(stores, store)}" for store in whole) or "  (none)"
    there = f"Whole stores in {stores.folder}:\n{shown}"
    if name is None and whole:
        raise BadValueError(f"Several stores are whole: name one. {there}")
    if name is None:
        raise LocalServerError(f"No store can be adopted. {there}")
    if name in whole:
        return name
    found = [store for store in whole if name and store.startswith(name)]
    if len(found) != 1:
        what = "names several stores" if found else ("is not whole" if name in stores.names() else "names no store that is whole")
        raise BadValueError(f"'{name}' {what}. {there}", hint="Nothing was changed.")
    return found[0]
