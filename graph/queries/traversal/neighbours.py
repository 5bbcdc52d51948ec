"""The neighbours of an entity, and the relationships between two entities. Chains are in :mod:`graph.queries.traversal.shortest_paths`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.database.reader import Store
from graph.database.records import edge_item, is_undated, node_item
from graph.errors import BadValueError
from graph.queries.includes.cypher import neighbour_columns
from graph.queries.includes.items import included_item, member_item
from graph.queries.includes.request import INCLUDED, OTHER, PLAIN, RowShown
from graph.queries.lists.cypher import check_unchanged
from graph.queries.lists.relationship_request import ALWAYS
from graph.queries.traversal.selection import Chosen, compiled, read_value
from seed.bilingual import Bilingual
from seed.model import EDGES, ORIGINS, Dated, with_reference

Direction = Literal["out", "in", "both"]
Key = tuple[str, str, str, str]
"""Type, id of the other end, direction, discriminator: the sort key of a relationship among those of an entity."""
MOST_BETWEEN = 1000
"""Maximum number of relationships between two entities in a response."""


@dataclass(frozen=True)
class Wanted:
    """Filters on neighbours: relationship types, direction, types of the other end (None: all), origins and date."""

    types: tuple[str, ...] | None = None
    direction: Direction = "both"
    labels: tuple[str, ...] | None = None
    chosen: Chosen = field(default_factory=Chosen)


@dataclass(frozen=True)
class NeighbourPage:
    """A page of the relationships of an entity, and the key of the next page (None at the end)."""

    rows: list[dict[str, Any]]
    after: Key | None
    data_version: str


@dataclass(frozen=True)
class NeighbourShown:
    """What a neighbour shows: properties of the relationship (None: all), and of its entity ``other``, with what both include."""

    select: tuple[str, ...] | None = None
    row: RowShown = PLAIN


PLAIN_NEIGHBOURS = NeighbourShown()


def key_of(keys: Sequence[Any]) -> Key:
    """Return the key that a cursor carries.

    :raises BadValueError: the cursor carries something else.
    """
    if len(keys) != 4 or not all(isinstance(key, str) for key in keys) or keys[0] not in EDGES or keys[2] not in {"in", "out"}:
        raise BadValueError(
            Bilingual("This is not a cursor for neighbours.", "这不是相邻实体的游标。"),
            pointer="/query/cursor",
            hint=Bilingual("Use `meta.next_cursor` of the previous response.", "请使用上一响应的 `meta.next_cursor`。"),
        )
    return keys[0], keys[1], keys[2], keys[3]


def dated_item(edge: dict[str, Any], as_of: str | None) -> dict[str, Any]:
    """Return a relationship as evidence; ``undated`` is set when the request has a date and the relationship has none."""
    item = edge_item(edge)
    if as_of is not None and is_undated(item):
        item["undated"] = True
    return item


def can_be_dated(kind: str) -> bool:
    """Whether relationships of a type can have a date or a year."""
    return issubclass(EDGES[kind], Dated) or "year" in EDGES[kind].model_fields


async def neighbours(
    store: Store,
    node_id: str,
    wanted: Wanted,
    *,
    after: Key | None,
    limit: int,
    version: str | None = None,
    shown: NeighbourShown = PLAIN_NEIGHBOURS,
) -> NeighbourPage:
    """Return a page of the relationships of an entity, each with its direction seen from the entity and the entity at its other end.

    :param version: data version of the page before, or its beginning; None for the first page.
    :raises DataChangedError: the data has another version now.
    """
    switches = {wanted.direction, *(["after"] if after else []), *(["types"] if wanted.types is not None else [])}
    switches |= {"labels"} if wanted.labels is not None else set()
    values: dict[str, Any] = {"id": node_id, "limit": limit + 1}
    if after is not None:
        values |= dict(zip(("after_type", "after_id", "after_direction", "after_part"), after, strict=True))
    values |= {"types": list(wanted.types or ()), "labels": list(wanted.labels or ())}
    async with store.reading() as served:
        check_unchanged(version, served)
        records = await _read(store, wanted.chosen, switches, values, shown.row)
    rows = [_neighbour(record, wanted.chosen.as_of, shown) for record in records[:limit]]
    return NeighbourPage(rows, _key(records[limit - 1]) if len(records) > limit else None, served)


async def _read(store: Store, chosen: Chosen, switches: Iterable[str], values: Mapping[str, Any], shown: RowShown) -> list[dict[str, Any]]:
    origin, as_of = chosen.origin is not None, chosen.as_of is not None
    text = compiled("neighbours", frozenset(switches), origin=origin, as_of=as_of)
    text = text.replace("shown(other)", neighbour_columns(shown, origin=origin, as_of=as_of))
    origins = {"shown_origin": sorted(with_reference(chosen.origin))} if chosen.origin is not None else {}
    records = await store.run(text, {**values, **chosen.values(), **origins})
    rows: list[dict[str, Any]] = records[0]["rows"]
    return rows


def _neighbour(row: dict[str, Any], as_of: str | None, shown: NeighbourShown) -> dict[str, Any]:
    out = row["direction"] == "out"
    start, end = ("own", OTHER) if out else (OTHER, "own")
    item = dated_item({"type": row["type"], "start": row[start], "end": row[end], "row": row["row"]}, as_of)
    if shown.select is not None:
        names = (*ALWAYS, *EDGES[row["type"]].discriminators, *shown.select, "undated")
        item = {name: item[name] for name in names if name in item}
    item |= {"direction": row["direction"], OTHER: member_item(row[OTHER], shown.row.of(OTHER), dated=as_of is not None)}
    return item | {INCLUDED: included_item(row, shown.row.includes, dated=as_of is not None)} if shown.row.includes else item


def _key(row: dict[str, Any]) -> Key:
    return row["type"], row["other"]["id"], row["direction"], row["part"]


async def neighbour_counts(store: Store, node_id: str, wanted: Wanted) -> tuple[list[dict[str, Any]], str]:
    """Count the relationships of an entity by type, direction and type of the other end; return the rows and the data version.

    ``things`` is the number of distinct other ends; ``undated`` the number of relationships that can have a date and have none.
    """
    switches = {"types"} if wanted.types is not None else set()
    async with store.reading() as version:
        records = await read_value(store, "neighbour_counts", wanted.chosen, switches, id=node_id, types=list(wanted.types or ()))
    rows = [_count(record) for record in records]
    in_direction = [row for row in rows if wanted.direction in {"both", row["direction"]}]
    return [row for row in in_direction if wanted.labels is None or row["node_type"] in wanted.labels], version


def _count(row: dict[str, Any]) -> dict[str, Any]:
    """Return a count with its keys in a fixed order: the order in a map of the database differs between servers."""
    counted = {name: row[name] for name in ("type", "direction", "node_type", "relationships", "things")}
    undated = row["undated"] if can_be_dated(row["type"]) else 0
    return {**counted, "undated": undated, "origins": {origin: row["origins"][origin] for origin in ORIGINS}}


async def between(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Chosen, *, limit: int
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the relationships between the two entities of each pair, at most ``limit`` per pair. Use it inside ``store.reading()``."""
    records = await read_value(store, "between", chosen, pairs=[list(pair) for pair in pairs], limit=limit)
    return {(one, other): [dated_item(edge, chosen.as_of) for edge in row["edges"]] for row in records for one, other in [row["pair"]]}


async def direct(store: Store, one: str, other: str, chosen: Chosen) -> tuple[list[dict[str, Any]], bool]:
    """Return the relationships between two entities as neighbours of ``one``, and whether there are more."""
    edges = (await between(store, [(one, other)], chosen, limit=MOST_BETWEEN + 1)).get((one, other), [])
    rows = [_directed(edge, one) for edge in edges[:MOST_BETWEEN]]
    return rows, len(edges) > MOST_BETWEEN


def _directed(edge: dict[str, Any], one: str) -> dict[str, Any]:
    out = edge["start"]["id"] == one
    return {**edge, "direction": "out" if out else "in", "other": edge["end" if out else "start"]}


async def briefs(store: Store, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return entities in short form, by id; ids that do not exist are left out. Use it inside ``store.reading()``."""
    nodes = await read_value(store, "brief", Chosen(), ids=list(ids))
    return {node["id"]: node_item(node) for node in nodes}
