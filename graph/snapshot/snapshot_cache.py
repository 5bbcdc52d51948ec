"""Cache of the snapshot of the current data version, shared by all requests of a process."""

from __future__ import annotations

from cachetools import LRUCache

from graph.database.reader import Store
from graph.database.version_cache import VersionCache
from graph.queries.location.place import Place
from graph.snapshot.columns import Snapshot
from graph.snapshot.place_mask import PlaceMask, place_mask
from graph.snapshot.reader import read_snapshot
from graph.snapshot.view import View

VIEWS = 16
"""Maximum number of cached views (combinations of origins, date and place)."""
PLACES = 16
"""Maximum number of cached places."""
_Key = tuple[str, tuple[str, ...] | None, str | None, str | None, tuple[str, ...]]


class SnapshotCache:
    """The current snapshot and its views."""

    def __init__(self) -> None:
        self._snapshots: VersionCache[Snapshot] = VersionCache(read_snapshot)
        self._views: LRUCache[_Key, View] = LRUCache(VIEWS)
        self._places: LRUCache[tuple[str, str, bool], PlaceMask] = LRUCache(PLACES)

    async def snapshot(self, store: Store) -> Snapshot:
        """Return the snapshot of the data version that the store serves; the first request of a version reads it."""
        return await self._snapshots.get(store)

    async def view(
        self,
        store: Store,
        origin: tuple[str, ...] | None = None,
        as_of: str | None = None,
        place: Place | None = None,
        labels: tuple[str, ...] = (),
    ) -> View:
        """Return the snapshot filtered by origins, date and, for the types ``labels``, by place."""
        snapshot = await self.snapshot(store)
        origins = None if origin is None else tuple(sorted(origin))
        key: _Key = (snapshot.version, origins, as_of, *((None, ()) if place is None else (place.id, labels)))
        if any(cached_key[0] != snapshot.version for cached_key in self._views):  # drop views of data that is no longer served
            self._views.clear()
            self._places.clear()
        if key not in self._views:
            mask = None if place is None else self._mask(snapshot, place, simulated=origins is None or "simulated" in origins)
            self._views[key] = View(snapshot, origins, as_of, mask, labels if place is not None else ())
        return self._views[key]

    async def mask(self, store: Store, place: Place) -> PlaceMask:
        """Return the mask of a place for all origins."""
        return self._mask(await self.snapshot(store), place, simulated=True)

    def _mask(self, snapshot: Snapshot, place: Place, *, simulated: bool) -> PlaceMask:
        """Compute the mask of a place once per data version."""
        key = (snapshot.version, place.id, simulated)
        if key not in self._places:
            self._places[key] = place_mask(snapshot, place, simulated=simulated)
        return self._places[key]
