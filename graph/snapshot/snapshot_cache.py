"""A snapshot for each data version, read once and shared by all requests of a process."""

from __future__ import annotations

from cachetools import LRUCache

from graph.database.reader import Store
from graph.database.version_cache import VersionCache
from graph.snapshot.columns import Snapshot
from graph.snapshot.reader import read_snapshot
from graph.snapshot.view import View

VIEWS = 8
"""Choices of origins and date whose filtered columns are kept."""


class SnapshotCache:
    """The snapshot that is served, and its views."""

    def __init__(self) -> None:
        self._snapshots: VersionCache[Snapshot] = VersionCache(read_snapshot)
        self._views: LRUCache[tuple[str, tuple[str, ...] | None, str | None], View] = LRUCache(VIEWS)

    async def snapshot(self, store: Store) -> Snapshot:
        """The snapshot of the data version that the store serves; the first request of a version reads it."""
        return await self._snapshots.get(store)

    async def view(self, store: Store, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> View:
        """The snapshot as one choice of origins and one date see it."""
        snapshot = await self.snapshot(store)
        key = (snapshot.version, None if origin is None else tuple(sorted(origin)), as_of)
        if any(known[0] != snapshot.version for known in self._views):  # what is not served any more only takes room
            self._views.clear()
        if key not in self._views:
            self._views[key] = View(snapshot, key[1], as_of)
        return self._views[key]
