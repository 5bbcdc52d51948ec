"""Cleanup of the data folder after a successful load. Removes only files that this program wrote, can identify and no longer needs.

A store is identified by its record: the folder name is the data version in ``loaded.json``. Renamed folders and folders of other origin are
kept. Copies of packages are kept as long as the record of any store is unreadable, because that record may name them.
"""

from __future__ import annotations

import contextlib
import os
import re

from graph.errors import LocalServerError
from graph.storage.data_directory import Current, Stores
from graph.storage.store_removal import BUILDING, discard

_UNFINISHED = re.compile(re.escape(BUILDING) + r"[a-z0-9_]{8}")
"""Names that :func:`tempfile.mkdtemp` generates."""


def clean(stores: Stores) -> None:
    """Remove unfinished stores, stores that are neither current nor previous nor served, and copies of packages that no store names.

    Call it within :meth:`Stores.loading`, after the new store has become current. Stores that a server uses are kept until the next load.
    """
    current = stores.current()
    if current is None:
        return
    _clean_unfinished(stores)
    _clean_stores(stores, current)
    _clean_copies(stores)


def _clean_unfinished(stores: Stores) -> None:
    for home in stores.folder.iterdir():
        if _UNFINISHED.fullmatch(home.name) and home.is_dir() and not home.is_symlink():
            with contextlib.suppress(LocalServerError):
                discard(home)


def _clean_stores(stores: Stores, current: Current) -> None:
    needed = {current.store, current.previous}
    serving = stores.paths.holder()
    if serving is not None:
        served = serving.get("store") or serving.get("data_version")
        if served is None and serving.get("pid") != os.getpid():
            return  # a server is starting on an unknown store
        needed |= {served, serving.get("data_version")}
    for store in stores.names():
        record = stores.record(store)
        identified = record is not None and record.data_version == store and not stores.home(store).is_symlink()
        if identified and store not in needed:
            with contextlib.suppress(LocalServerError):
                discard(stores.home(store))


def _clean_copies(stores: Stores) -> None:
    records = [stores.record(store) for store in stores.names()]
    readable = [record for record in records if record is not None]
    if len(readable) == len(records):
        stores.copies.clean({package.copy for record in readable for package in record.packages})
