"""Stream all relationships of an entity for an export, page by page. Memory use does not grow with their number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from graph.database.reader import Store
from graph.database.records import with_end_ids
from graph.errors import DatabaseUnavailableError
from graph.export.columns import ExportColumn
from graph.queries.includes.columns import columns_of as included_columns
from graph.queries.includes.columns import member_columns
from graph.queries.includes.request import OTHER
from graph.queries.lists.relationship_request import ALWAYS
from graph.queries.traversal.neighbours import PLAIN_NEIGHBOURS, Key, NeighbourShown, Wanted, briefs, neighbours
from seed.bilingual import Bilingual
from seed.columns import columns
from seed.model import EDGES, PROVENANCE

BATCH = 2000
"""Number of relationships that are held in memory."""


def columns_of(wanted: Wanted, shown: NeighbourShown, labels: tuple[str, ...]) -> tuple[ExportColumn, ...]:
    """Return the columns for the requested relationship types: the identifying parts, their properties, the provenance, and what is shown.

    :param labels: the types of the entities at the other ends.
    """
    kinds = wanted.types if wanted.types is not None else tuple(EDGES)
    column_kinds = {column.name: column.kind for kind in kinds for column in columns(EDGES[kind])}
    chosen = None if shown.select is None else {*shown.select, *(name for kind in kinds for name in EDGES[kind].discriminators)}
    own = [name for name in column_kinds if name not in PROVENANCE and name not in {"start", "end"}]
    listed = [name for name in (*own, *PROVENANCE) if chosen is None or name in chosen or name in ALWAYS]
    further = (*member_columns({OTHER: shown.row.of(OTHER)}, {OTHER: labels}), *included_columns(shown.row.includes))
    first = [ExportColumn("id", "str"), ExportColumn("type", "str"), ExportColumn("direction", "str"), ExportColumn("other", "node")]
    ends = [ExportColumn("start", "node"), ExportColumn("end", "node")]
    undated = [ExportColumn("undated", "bool")] if wanted.chosen.as_of is not None else []
    properties = (ExportColumn(name, column_kinds[name]) for name in listed)
    return (*first, *ends, *properties, *undated, ExportColumn("href", "str"), *further)


async def stream(
    store: Store, node_id: str, wanted: Wanted, version: str, shown: NeighbourShown = PLAIN_NEIGHBOURS
) -> AsyncIterator[dict[str, Any]]:
    """Yield all rows of the pages of :func:`graph.queries.traversal.neighbours.neighbours`, in their order.

    :raises DatabaseUnavailableError: the data changed in the meantime; discard the rows yielded so far.
    """
    after: Key | None = None
    while True:
        page = await neighbours(store, node_id, wanted, after=after, limit=BATCH, shown=shown)
        if page.data_version != version:
            raise DatabaseUnavailableError(
                Bilingual("The data changed during the read.", "读取期间数据已更新。"),
                hint=Bilingual("Send the request again.", "请重新发送请求。"),
            )
        for row in page.rows:
            yield row
        if (after := page.after) is None:
            return


async def edges(rows: AsyncIterator[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    """Yield rows of :func:`stream` as edges of a graph file, whose ends are ids."""
    async for row in rows:
        yield with_end_ids(row)


async def nodes(store: Store, node_id: str, wanted: Wanted, version: str) -> AsyncIterator[dict[str, Any]]:
    """Yield the entity and the entities at the other ends, each once."""
    yielded = {node_id}
    async with store.reading():
        own = await briefs(store, [node_id])
    for node in own.values():
        yield node
    async for row in stream(store, node_id, wanted, version):
        other = row["other"]
        if other["id"] not in yielded:
            yielded.add(other["id"])
            yield other
