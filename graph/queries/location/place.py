"""The place of a request: a county or a region with all its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_item
from graph.queries.location.conditions import Mode
from graph.queries.location.declaration import DIVISIONS_DEEP

_PARTS = (
    f"CYPHER 5 MATCH (place:Thing {{id: $id}})<-[:PART_OF]-{{0,{DIVISIONS_DEEP}}}(part:County|Region) "
    "WITH DISTINCT part.id AS id ORDER BY id RETURN collect(id) AS ids"
)


_ABOVE = (
    f"CYPHER 5 MATCH way = (:Thing {{id: $id}})-[:PART_OF]->{{0,{DIVISIONS_DEEP}}}(above:County|Region) "
    "WITH above, min(length(way)) AS far ORDER BY far, above.id "
    "RETURN collect(above {.id, .name, .name_zh, .kind, .origin}) AS nodes"
)


@dataclass(frozen=True)
class Place:
    """The id of a place, and the ids of the place and its parts. ``mode``: which rows a query returns."""

    id: str
    ids: tuple[str, ...]
    mode: Mode = "inside"

    @property
    def nowhere(self) -> Place:
        """The same for the rows without a location."""
        return replace(self, mode="nowhere")


async def with_regions_above(store: Store, node_id: str) -> list[dict[str, Any]]:
    """Return a place and the regions that contain it, the nearest first, as items. Empty if there is no such place."""
    async with store.reading():
        nodes = (await store.run(_ABOVE, {"id": node_id}))[0]["nodes"]
    return [node_item(node) for node in nodes]


async def place_of(store: Store, node_id: str) -> Place:
    """Return the place with this id, which exists. Cached for the data version."""
    async with store.reading() as version:
        cache, key = store.memory(version), ("place", node_id)
        if key not in cache:
            cache[key] = Place(node_id, tuple((await store.run(_PARTS, {"id": node_id}))[0]["ids"]))
        place: Place = cache[key]
    return place


async def focus_of(store: Store) -> str | None:
    """Return the id of the place that the data is about, as its packages state it; None if none does."""
    packages = (await store.meta())["packages"]
    return next((str(package["focus"]) for package in reversed(packages) if package.get("focus")), None)
