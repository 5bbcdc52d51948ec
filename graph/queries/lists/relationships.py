"""Lists of relationships: filtered, sorted, by page, as a stream, or counted by group."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from graph.database.reader import Store
from graph.database.records import edge_item, in_words, is_undated
from graph.export.columns import ExportColumn, Kind
from graph.queries.filters.name_resolution import END, START, end_labels
from graph.queries.includes.columns import columns_of as included_columns
from graph.queries.includes.columns import member_columns
from graph.queries.includes.items import included_item, member_item
from graph.queries.lists import groups
from graph.queries.lists.cypher import check_unchanged
from graph.queries.lists.keyset_order import Key
from graph.queries.lists.relationship_cypher import count_text, one_text, page_text, source_of, stream_text
from graph.queries.lists.relationship_request import ALWAYS, SENTENCES, EdgeRequest, all_fields, orders_of
from seed.columns import Column
from seed.model import EDGES

__all__ = ["EdgeRequest", "count_text", "page_text", "stream_text"]


@dataclass(frozen=True)
class EdgePage:
    """A page of relationships with both ends, the keys of the next page (None at the end) and the total (None: not counted)."""

    rows: list[dict[str, Any]]
    after: list[Key] | None
    data_version: str
    total: int | None = None
    without_location: int | None = None


async def without_location(store: Store, request: EdgeRequest) -> int | None:
    """Return the number of relationships that the place leaves out because neither end has a location; None without a place."""
    if request.place is None:
        return None
    text, parameters = count_text(replace(request, place=request.place.nowhere))
    return int((await store.run(text, parameters))[0]["total"])


def _item(row: dict[str, Any], request: EdgeRequest) -> dict[str, Any]:
    edge = edge_item({**row["edge"], "start": row["start"], "end": row["end"]})
    undated = {"undated": True} if request.as_of is not None and is_undated(edge) else {}
    further = {"included": included_item(row, request.includes, dated=request.as_of is not None)} if request.includes else {}
    words = request.select is None or bool(set(request.select) & set(SENTENCES))
    whole = {**(in_words(edge) if words else edge), **_ends(row, request)}
    if request.select is None:
        return {**whole, **undated, **further}
    names = (*ALWAYS, *EDGES[edge["type"]].discriminators, *request.select)
    return {**{name: whole[name] for name in names if name in whole}, **undated, **further}


def _ends(row: dict[str, Any], request: EdgeRequest) -> dict[str, Any]:
    dated = request.as_of is not None
    return {
        "start": member_item(row["start"], request.start, dated=dated),
        "end": member_item(row["end"], request.end, dated=dated),
    }


async def page(
    store: Store,
    request: EdgeRequest,
    *,
    limit: int,
    after: Sequence[Key] | None = None,
    version: str | None = None,
    total: bool = False,
) -> EdgePage:
    """Return a page of relationships; the parameters are those of :func:`graph.queries.lists.entities.page`.

    :raises DataChangedError: the data version is not that of the previous page.
    """
    text, parameters = page_text(request, after)
    async with store.reading() as served:
        check_unchanged(version, served)
        rows = (await store.run(text, {**parameters, "limit": limit + 1}))[0]["rows"]
        more = len(rows) > limit
        counted = len(rows) if not more and after is None else None
        if counted is None and (total or (after is None and request.is_whole)):
            counter, values = count_text(request)
            counted = int((await store.run(counter, values))[0]["total"])
        nowhere = await without_location(store, request) if after is None else None
    last = rows[limit - 1] if more else None
    keys = None if last is None else [order.value(_sort_values(last)) for order in orders_of(request)]
    return EdgePage([_item(row, request) for row in rows[:limit]], keys, served, counted, nowhere)


def _sort_values(row: dict[str, Any]) -> dict[str, Any]:
    edge = row["edge"]
    return {**edge["row"], "start": row["start"]["id"], "end": row["end"]["id"], "type": edge["type"]}


async def one(store: Store, request: EdgeRequest, relationship: str) -> dict[str, Any] | None:
    """Return a relationship by its id, with what the request of its type shows; None when it does not exist."""
    _, start, end, *_ = [*relationship.split("~"), "", ""]
    text, parameters = one_text(request)
    async with store.reading():
        rows = (await store.run(text, {**parameters, "start": start, "end": end}))[0]["rows"]
    items = (_item(row, request) for row in rows)
    return next((item for item in items if item["id"] == relationship), None)


async def stream(store: Store, request: EdgeRequest, *, version: str | None = None) -> AsyncGenerator[dict[str, Any]]:
    """Yield all relationships of a request. Memory use does not grow with their number.

    :param version: the required data version; None: any.

    :raises DatabaseUnavailableError: the data changed in the meantime.
    """
    text, parameters = stream_text(request)
    async with aclosing(store.stream(text, parameters, version=version)) as records:
        async for record in records:
            yield _item(record["row"], request)


async def grouped(
    store: Store, request: EdgeRequest, keys: tuple[groups.GroupKey, ...], *, skip: int, limit: int, version: str | None = None
) -> groups.Groups:
    """Count relationships by keys; the parameters are those of :func:`graph.queries.lists.groups.groups`.

    :raises DataChangedError: the data version is not that of the previous page.
    """
    source = source_of(request)
    return await groups.groups_of(store, source, keys, lambda: without_location(store, request), skip=skip, limit=limit, version=version)


def columns_of(request: EdgeRequest) -> tuple[ExportColumn, ...]:
    """Return the columns of an export: the ends, the properties of the relationships, then the provenance."""
    fields = all_fields(request.kinds)
    always = {*ALWAYS, *(name for kind in request.kinds for name in EDGES[kind].discriminators)}
    names = [name for name in fields if request.select is None or name in request.select or name in always]
    own = [ExportColumn(name, _kind(fields[name])) for name in names]
    words = [ExportColumn(name, "str") for name in SENTENCES if request.select is not None and name in request.select]
    undated = [ExportColumn("undated", "bool")] if request.as_of is not None else []
    ends = [ExportColumn("start", "node"), ExportColumn("end", "node")]
    types = {name: end_labels(request.kinds, forward=name == END) for name in (START, END)}
    further = (*member_columns({START: request.start, END: request.end}, types), *included_columns(request.includes))
    return (ExportColumn("id", "str"), ExportColumn("type", "str"), *ends, *own, *words, ExportColumn("href", "str"), *undated, *further)


def _kind(column: Column) -> Kind:
    return "year" if column.name == "year" else column.kind
