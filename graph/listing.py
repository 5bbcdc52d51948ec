"""Composes the Cypher of lists: names from the declaration only, values as parameters only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.listing_request import ListRequest, Sample, SortKey
from graph.records import edge_item, node_full, node_item
from graph.store import Store
from seed.columns import columns
from seed.model import NODES, bounds

if TYPE_CHECKING:
    from graph.export.columns import ExportColumn

__all__ = ["ListRequest", "Sample", "SortKey"]


@dataclass(frozen=True)
class Page:
    """Rows, and the key to go on from; None at the end."""

    rows: list[dict[str, Any]]
    after: str | None
    data_version: str


def page_text(label: str, *, after: bool, origin: bool) -> str:
    """One page of a type in the order of ids, by the index of that type; a dropped condition is one that the planner need not weigh."""
    assert label in NODES
    conditions = [text for text, wanted in (("n.id > $after", after), ("n.origin IN $origin", origin)) if wanted]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"CYPHER 5 MATCH (n:{label}){where} WITH n ORDER BY n.id LIMIT $limit RETURN collect(properties(n)) AS rows"


def by_code_text(label: str) -> str:
    """Nodes of a type by code."""
    assert "code" in NODES[label].model_fields
    return f"CYPHER 5 MATCH (n:{label} {{code: $code}}) RETURN n {{.id, .name, .name_zh}} AS node ORDER BY node.id LIMIT 20"


async def page(store: Store, label: str, *, after: str | None, limit: int, origin: Iterable[str] | None = None) -> Page:
    """One page of the nodes of a type, at most ``limit`` rows, from behind the id ``after``."""
    text = page_text(label, after=after is not None, origin=origin is not None)
    values = {"after": after, "limit": limit + 1, "origin": sorted(origin) if origin is not None else None}
    async with store.reading() as version:
        found = (await store.run(text, values))[0]["rows"]
    rows = [node_full(node) for node in found[:limit]]
    return Page(rows, rows[-1]["id"] if len(found) > limit else None, version)


def names_of(request: ListRequest) -> tuple[str, ...]:
    """Names of what an item of a list holds, in their order."""
    chosen = request.select
    names = [name for name in NODES[request.label].model_fields if chosen is None or name in chosen or name in {"id", "origin"}]
    return ("id", "type", *[name for name in names if name != "id"], "href")


def columns_of(request: ListRequest) -> tuple[ExportColumn, ...]:
    """The columns of an export of a list: the fields of its items, each with its kind."""
    from graph.export.columns import ExportColumn  # noqa: PLC0415

    kinds = {column.name: column.kind for column in columns(NODES[request.label])}
    return tuple(ExportColumn(name, kinds.get(name, "str")) for name in names_of(request))


async def stream(store: Store, request: ListRequest) -> AsyncIterator[dict[str, Any]]:
    """All items of a list in its order, one by one; memory does not grow with their number.

    :raises DatabaseUnavailableError: when new data came meanwhile.
    """
    names = names_of(request)
    where = " WHERE n.origin IN $origin" if request.origin is not None else ""
    text = f"CYPHER 5 MATCH (n:{request.label}){where} WITH n ORDER BY n.id RETURN properties(n) AS node"
    async for record in store.stream(text, {"origin": list(request.origin or ())}):
        item = node_full(record["node"])
        yield {name: item[name] for name in names}


async def thing(store: Store, node_id: str) -> dict[str, Any] | None:
    """One node with all its properties; None when there is none."""
    async with store.reading():
        found = await store.rows("thing", {"id": node_id})
    return node_full(found[0]["node"]) if found else None


async def relationships(
    store: Store,
    node_id: str,
    *,
    after: str | None,
    limit: int,
    origin: Iterable[str] | None = None,
    as_of: str | None = None,
    kind: str | None = None,
) -> Page:
    """One page of the relationships of a node, each with its evidence and the node at its other end."""
    values = {
        "id": node_id,
        "after": after or "",
        "limit": limit + 1,
        "origin": sorted(origin) if origin is not None else None,
        "type": kind,
        "as_of": bounds(as_of)[1] if as_of else None,
        "as_of_year": int(as_of[:4]) if as_of else None,
    }
    async with store.reading() as version:
        found = await store.rows("relationships", values)
    rows = [{**edge_item(row["edge"]), "other": node_item(row["other"])} for row in found[:limit]]
    return Page(rows, found[limit - 1]["key"] if len(found) > limit else None, version)


async def relationship(store: Store, edge: str) -> dict[str, Any] | None:
    """One relationship by its id, with both ends; None when there is none."""
    parts = edge.split("~")
    if len(parts) < 3:
        return None
    async with store.reading():
        found = await store.rows("relationship", {"type": parts[0], "start": parts[1], "end": parts[2]})
    for row in found:
        item = edge_item(row["edge"])
        if item["id"] == edge:
            return {**item, "start": node_item(row["start"]), "end": node_item(row["end"])}
    return None
