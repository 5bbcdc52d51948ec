"""All relationships of one thing for a file, page by page behind each other: memory does not grow with their number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from graph.database.reader import Store
from graph.errors import DatabaseUnavailableError
from graph.export.columns import ExportColumn
from graph.queries.traversal.neighbours import Key, Wanted, briefs, neighbours
from seed.columns import columns
from seed.model import EDGES, PROVENANCE

BATCH = 2000
"""Relationships that are held at a time."""


def columns_of(wanted: Wanted) -> tuple[ExportColumn, ...]:
    """Columns of the relationships that are asked for: what tells them apart, their own properties, then where they come from."""
    kinds = wanted.types if wanted.types is not None else tuple(EDGES)
    found = {column.name: column.kind for kind in kinds for column in columns(EDGES[kind])}
    own = [name for name in found if name not in PROVENANCE and name not in {"start", "end"}]
    first = [ExportColumn("id", "str"), ExportColumn("type", "str"), ExportColumn("direction", "str"), ExportColumn("other", "node")]
    ends = [ExportColumn("start", "str"), ExportColumn("end", "str")]
    undated = [ExportColumn("undated", "bool")] if wanted.chosen.as_of is not None else []
    return (*first, *ends, *(ExportColumn(name, found[name]) for name in (*own, *PROVENANCE)), *undated, ExportColumn("href", "str"))


async def stream(store: Store, node_id: str, wanted: Wanted, version: str) -> AsyncIterator[dict[str, Any]]:
    """All rows that the pages of :func:`graph.queries.traversal.neighbours.neighbours` hold, in their order.

    :raises DatabaseUnavailableError: new data came meanwhile; what was yielded is then worth nothing.
    """
    after: Key | None = None
    while True:
        page = await neighbours(store, node_id, wanted, after=after, limit=BATCH)
        if page.data_version != version:
            raise DatabaseUnavailableError("New data came while this was being read.", hint="Ask again.")
        for row in page.rows:
            yield row
        if (after := page.after) is None:
            return


async def nodes(store: Store, node_id: str, wanted: Wanted, version: str) -> AsyncIterator[dict[str, Any]]:
    """The thing itself and the things at the other ends, each once."""
    seen = {node_id}
    async with store.reading():
        own = await briefs(store, [node_id])
    for node in own.values():
        yield node
    async for row in stream(store, node_id, wanted, version):
        other = row["other"]
        if other["id"] not in seen:
            seen.add(other["id"])
            yield other
