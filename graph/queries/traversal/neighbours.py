"""Neighbours of one entity and the evidence between two. Chains are in :mod:`graph.queries.traversal.shortest_paths`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.database.reader import Store
from graph.database.records import edge_item, is_undated, node_item
from graph.errors import BadValueError
from graph.queries.lists.cypher import refuse_changed
from graph.queries.traversal.selection import Chosen, look
from seed.model import EDGES, ORIGINS, Dated

Direction = Literal["out", "in", "both"]
Key = tuple[str, str, str, str]
"""Type, id of the other end, direction, discriminator: the place of a relationship among those of one thing."""
MOST_BETWEEN = 1000
"""Relationships between two things that are given at most."""


@dataclass(frozen=True)
class Wanted:
    """Which neighbours: by types of relationship, direction, types of the other end (each None: all), origins and date."""

    types: tuple[str, ...] | None = None
    direction: Direction = "both"
    labels: tuple[str, ...] | None = None
    chosen: Chosen = field(default_factory=Chosen)


@dataclass(frozen=True)
class Ties:
    """A page of relationships of a thing, and where the next begins (None: nowhere)."""

    rows: list[dict[str, Any]]
    after: Key | None
    data_version: str


def key_of(keys: Sequence[Any]) -> Key:
    """Return the key that a cursor carries.

    :raises BadValueError: the cursor carries something else.
    """
    if len(keys) != 4 or not all(isinstance(key, str) for key in keys) or keys[0] not in EDGES or keys[2] not in {"in", "out"}:
        raise BadValueError("This is not a cursor of neighbours.", pointer="/query/cursor", hint="Give `meta.next_cursor` of an answer.")
    return keys[0], keys[1], keys[2], keys[3]


def dated_item(edge: dict[str, Any], as_of: str | None) -> dict[str, Any]:
    """A relationship as evidence; where a date was asked and it has none although it could, it says so."""
    item = edge_item(edge)
    if as_of is not None and is_undated(item):
        item["undated"] = True
    return item


def can_be_dated(kind: str) -> bool:
    """Whether relationships of a type may have a date or a year."""
    return issubclass(EDGES[kind], Dated) or "year" in EDGES[kind].model_fields


async def neighbours(store: Store, node_id: str, wanted: Wanted, *, after: Key | None, limit: int, version: str | None = None) -> Ties:
    """Return one page of the relationships of an entity, each with its direction as seen from the entity and the entity at its other end.

    :param version: data version (or its beginning) of the page before; None for the first page.
    :raises DataChangedError: the data is of another version now.
    """
    given = {wanted.direction, *(["after"] if after else []), *(["types"] if wanted.types is not None else [])}
    given |= {"labels"} if wanted.labels is not None else set()
    values: dict[str, Any] = {"id": node_id, "limit": limit + 1}
    if after is not None:
        values |= dict(zip(("after_type", "after_id", "after_direction", "after_part"), after, strict=True))
    values |= {"types": list(wanted.types or ()), "labels": list(wanted.labels or ())}
    async with store.reading() as served:
        refuse_changed(version, served)
        found = await look(store, "neighbours", wanted.chosen, given, **values)
    rows = [_tie(row, wanted.chosen.as_of) for row in found[:limit]]
    return Ties(rows, _key(found[limit - 1]) if len(found) > limit else None, served)


def _tie(row: dict[str, Any], as_of: str | None) -> dict[str, Any]:
    return {**dated_item(row["edge"], as_of), "direction": row["direction"], "other": node_item(row["other"])}


def _key(row: dict[str, Any]) -> Key:
    return row["edge"]["type"], row["other"]["id"], row["direction"], row["part"]


async def neighbour_counts(store: Store, node_id: str, wanted: Wanted) -> tuple[list[dict[str, Any]], str]:
    """Counts of the relationships of a thing by type, direction and type of the other end; and the data version.

    ``things`` counts the other ends once each; ``undated`` counts relationships that could have a date and have none.
    """
    given = {"types"} if wanted.types is not None else set()
    async with store.reading() as version:
        found = await look(store, "neighbour_counts", wanted.chosen, given, id=node_id, types=list(wanted.types or ()))
    rows = [_count(row) for row in found]
    fits = [row for row in rows if wanted.direction in {"both", row["direction"]}]
    return [row for row in fits if wanted.labels is None or row["node_type"] in wanted.labels], version


def _count(row: dict[str, Any]) -> dict[str, Any]:
    """In an order of our own: that of a map from the database differs from server to server."""
    counted = {name: row[name] for name in ("type", "direction", "node_type", "relationships", "things")}
    undated = row["undated"] if can_be_dated(row["type"]) else 0
    return {**counted, "undated": undated, "origins": {origin: row["origins"][origin] for origin in ORIGINS}}


async def between(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Chosen, *, limit: int
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The relationships between the two things of each pair, at most ``limit`` of each pair; use inside ``store.reading()``."""
    found = await look(store, "between", chosen, pairs=[list(pair) for pair in pairs], limit=limit)
    return {(one, other): [dated_item(edge, chosen.as_of) for edge in row["edges"]] for row in found for one, other in [row["pair"]]}


async def direct(store: Store, one: str, other: str, chosen: Chosen) -> tuple[list[dict[str, Any]], bool]:
    """All relationships between two things, each with its direction as seen from ``one``, and whether there are more than are given."""
    found = (await between(store, [(one, other)], chosen, limit=MOST_BETWEEN + 1)).get((one, other), [])
    rows = [{**edge, "direction": "out" if edge["start"] == one else "in"} for edge in found[:MOST_BETWEEN]]
    return rows, len(found) > MOST_BETWEEN


async def briefs(store: Store, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Things in short, by id; those that do not exist are not in it. Use inside ``store.reading()``."""
    found = await look(store, "brief", Chosen(), ids=list(ids))
    return {node["id"]: node_item(node) for node in found}
