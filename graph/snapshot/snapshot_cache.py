"""Cache of the snapshot of the current data version, shared by all requests of a process."""

from __future__ import annotations

from cachetools import LRUCache

from graph.database.reader import Store
from graph.database.version_cache import VersionCache
from graph.snapshot.columns import Snapshot
from graph.snapshot.reader import read_snapshot
from graph.snapshot.view import View

VIEWS = 8
"""Maximum number of cached views (combinations of origins and date)."""


class SnapshotCache:
    """The current snapshot and its views."""

    def __init__(self) -> None:
        self._snapshots: VersionCache[Snapshot] = VersionCache(read_snapshot)
        self._views: LRUCache[tuple[str, tuple[str, ...] | None, str | None], View] = LRUCache(VIEWS)

    async def snapshot(self, store: Store) -> Snapshot:
        """Return the snapshot of the data version that the store serves; the first request of a version reads it."""
        return await self._snapshots.get(store)

    async def view(self, store: Store, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> View:
        """Return the snapshot filtered by origins and date."""
        snapshot = await self.snapshot(store)
        key = (snapshot.version, None if origin is None else tuple(sorted(origin)), as_of)
        if any(cached_key[0] != snapshot.version for cached_key in self._views):  # drop views of data that is no longer served
            self._views.clear()
        if key not in self._views:
            self._views[key] = View(snapshot, key[1], as_of)
        return self._views[key]
