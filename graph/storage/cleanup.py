"""What a successful load removes from the data folder: only what this product wrote, can identify, and nothing needs any more.

A store is identified by its record: the folder bears the data version that ``loaded.json`` states. A folder that was renamed, or that
somebody else put there, stays. Copies of packages stay as long as a record that cannot be read could name them.
"""

from __future__ import annotations

import contextlib
import os
import re

from graph.errors import LocalServerError
from graph.storage.data_directory import Current, Stores
from graph.storage.store_removal import BUILDING, discard
from graph.system.folder_lock import owner

_UNFINISHED = re.compile(re.escape(BUILDING) + r"[a-z0-9_]{8}")
"""The names that :func:`tempfile.mkdtemp` makes."""


def clean(stores: Stores) -> None:
    """Remove unfinished stores, stores that are neither current nor previous nor served, and copies that no store names.

    Call it while :meth:`Stores.loading`, after the new store is current. What a server uses stays until the next time.
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
    serving = owner(stores.data)
    if serving is not None:
        served = serving.get("store") or serving.get("data_version")
        if served is None and serving.get("pid") != os.getpid():
            return  # a server starts, on which store is not known
        needed |= {served, serving.get("data_version")}
    for store in stores.names():
        record = stores.record(store)
        ours = record is not None and record.data_version == store and not stores.home(store).is_symlink()
        if ours and store not in needed:
            with contextlib.suppress(LocalServerError):
                discard(stores.home(store))


def _clean_copies(stores: Stores) -> None:
    records = [stores.record(store) for store in stores.names()]
    known = [record for record in records if record is not None]
    if len(known) == len(records):
        stores.copies.clean({package.copy for record in known for package in record.packages})
