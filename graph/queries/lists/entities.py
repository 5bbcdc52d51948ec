"""Lists of the nodes of a type: filtered, sorted, by page or as a stream. Also single nodes and relationships.

Requests: :mod:`graph.queries.lists.request`. Filters: :mod:`graph.queries.filters.parser`. Translation to Cypher:
:mod:`graph.queries.lists.cypher`, :mod:`graph.queries.filters.compiler` and :mod:`graph.queries.lists.keyset_order`. Queries contain only
names of the declared model; values are passed as parameters.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_full
from graph.queries.filters.compiler import Compiler
from graph.queries.includes.cypher import Writer
from graph.queries.lists.columns import chosen_item, columns_of, keys_of, names_of, shaped
from graph.queries.lists.cypher import Rows, check_unchanged, compiler_of, projected, rows_of
from graph.queries.lists.keyset_order import RANK, Key, Order, after_condition, order_by, order_of
from graph.queries.lists.request import ListRequest, Sample, SortKey
from graph.queries.lists.sampling import resolve_ids, sample_ids
from graph.queries.lists.undated import depends_on_undated
from graph.queries.location.declaration import WAYS

__all__ = ["ListRequest", "Sample", "SortKey", "columns_of"]


@dataclass(frozen=True)
class ListPage:
    """A page of a list.

    ``after``: the keys of the next page, None at the end. ``total``: number of rows of the whole list, None when not counted. ``missing``:
    requested ids and codes that do not exist. ``undated``: number of rows of the page that depend on a relationship without a date, None
    when the request has no date. ``without_location``: number of rows that the place of the request leaves out because they have no
    location; None without a place, for types that are of no place, and after the first page.
    """

    rows: list[dict[str, Any]]
    after: list[Key] | None
    data_version: str
    total: int | None = None
    missing: tuple[str, ...] = ()
    undated: int | None = None
    without_location: int | None = None


async def page(
    store: Store, request: ListRequest, *, limit: int, after: Sequence[Key] | None = None, version: str | None = None, total: bool = False
) -> ListPage:
    """Return a page of a list.

    :param after: keys of the last row of the previous page; ``version`` is the data version of that page.
    :param total: whether to count the whole list, which takes up to twenty times as long as a page. It is always counted when that is
        cheap: all rows of a type (2 ms), and a list that fits in the page.
    :raises DataChangedError: the data version is not that of the previous page.
    """
    async with store.reading() as served:
        check_unchanged(version, served)
        if request.ids:
            return await _named_page(store, request, served)
        among = await sample_ids(store, request, request.sample) if request.sample is not None else None
        text, parameters = page_text(request, after=after, among=among)
        records = (await store.run(text, {**parameters, "limit": limit + 1}))[0]["rows"]
        names, orders = names_of(request), order_of(request)
        rows = [shaped(record, request, names) for record in records[:limit]]
        more = len(records) > limit
        counted = len(rows) if not more and after is None else len(among) if among is not None else None
        if counted is None and (total or (after is None and is_whole(request))):
            counted = await count(store, request)
        nowhere = await without_location(store, request) if after is None else None
    keys = keys_of(records[limit - 1], orders) if more else None
    return ListPage(rows, keys, served, counted, undated=_undated(rows, request), without_location=nowhere)


async def _named_page(store: Store, request: ListRequest, version: str) -> ListPage:
    ids, missing = await resolve_ids(store, request)
    text, parameters = page_text(request, among=list(ids))
    records = (await store.run(text, {**parameters, "limit": len(ids) + 1}))[0]["rows"]
    names, places = names_of(request), {node: place for place, node in enumerate(ids)}
    records.sort(key=lambda record: places[record["row"]["id"]])
    rows = [shaped(record, request, names) for record in records]
    nowhere = await without_location(store, request, list(ids))
    return ListPage(rows, None, version, len(rows), missing, _undated(rows, request), nowhere)


def is_whole(request: ListRequest) -> bool:
    """Whether a list is all nodes of a type; the database stores their number."""
    restricted = request.filter or request.q is not None or request.origin is not None or request.place is not None
    return not restricted and not request.ids and request.sample is None


async def count(store: Store, request: ListRequest) -> int:
    """Return the number of rows of a list."""
    text, parameters = count_text(request)
    return int((await store.run(text, parameters))[0]["total"])


async def without_location(store: Store, request: ListRequest, among: Sequence[str] | None = None) -> int | None:
    """Return the number of rows that the place of a request leaves out because they have no location; see :class:`ListPage`."""
    if request.place is None or request.label not in WAYS:
        return None
    text, parameters = count_text(replace(request, place=request.place.nowhere), among)
    return int((await store.run(text, parameters))[0]["total"])


def _undated(rows: Iterable[dict[str, Any]], request: ListRequest) -> int | None:
    return None if request.as_of is None else sum(row["undated"] for row in rows)


def page_text(
    request: ListRequest, *, after: Sequence[Key] | None = None, among: Sequence[str] | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of a page as one record, and its parameters without ``limit``."""
    rows, orders = rows_of(request, among), order_of(request)
    text = _after(rows, orders, after)
    return (
        f"CYPHER 5 {text} {_with(request, orders)} LIMIT $limit RETURN collect({_record(request, rows, orders)}) AS rows",
        rows.compiler.parameters,
    )


def stream_text(request: ListRequest, among: Sequence[str] | None = None) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of all rows, one record each, and its parameters."""
    rows, orders = rows_of(request, among), order_of(request)
    text = f"{_after(rows, orders, None)} {_with(request, orders)}"
    return f"CYPHER 5 {text} RETURN {_record(request, rows, orders)} AS record", rows.compiler.parameters


def count_text(request: ListRequest, among: Sequence[str] | None = None) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of the number of rows, and its parameters."""
    rows = rows_of(request, among)
    return f"CYPHER 5 {rows.text} RETURN count(n) AS total", rows.compiler.parameters


def _after(rows: Rows, orders: Sequence[Order], after: Sequence[Key] | None) -> str:
    """Restrict the rows to those after ``after``. By id, the first page starts after the empty id, so that the index gives the order."""
    if after is None and len(orders) > 1:
        return rows.text
    condition = after_condition(orders, after if after is not None else [""], rows.compiler)
    return rows.text + (" AND " if " WHERE " in rows.text.rpartition("WITH DISTINCT n")[2] else " WHERE ") + condition


def _with(request: ListRequest, orders: Sequence[Order]) -> str:
    rank = f", {RANK}" if request.q is not None else ""
    return f"WITH n{rank} ORDER BY {order_by(orders)}"


def _record(request: ListRequest, rows: Rows, orders: Sequence[Order]) -> str:
    parts = [f"row: {projected(request, orders)}"]
    if request.q is not None:
        parts.append(f"{RANK}: {RANK}")
    if request.includes:
        parts.append(f"included: {_included(request, rows.compiler)}")
    if request.as_of is not None:
        parts.append(f"undated: {depends_on_undated(request, rows)}")
    return "{" + ", ".join(parts) + "}"


def _included(request: ListRequest, compiler: Compiler) -> str:
    return Writer(compiler, None if request.place is None else request.place.mode).included(request.includes, "n")


async def stream(store: Store, request: ListRequest, *, version: str | None = None) -> AsyncGenerator[dict[str, Any]]:
    """Yield all items of a list in its order. Memory use does not grow with their number.

    :param version: the required data version; None: any.

    :raises DatabaseUnavailableError: the data changed in the meantime.
    """
    if request.ids:
        for row in (await page(store, request, limit=len(request.ids))).rows:
            yield row
        return
    among = await sample_ids(store, request, request.sample) if request.sample is not None else None
    text, parameters = stream_text(request, among)
    names = names_of(request)
    async with aclosing(store.stream(text, parameters, version=version)) as records:
        async for record in records:
            yield shaped(record["record"], request, names)


async def thing(store: Store, node_id: str) -> dict[str, Any] | None:
    """Return a node with all its properties; None when it does not exist."""
    async with store.reading():
        rows = await store.rows("thing", {"id": node_id})
    return node_full(rows[0]["node"]) if rows else None


async def chosen(store: Store, request: ListRequest, node_id: str) -> dict[str, Any] | None:
    """Return a node with the selected properties and with what it includes; None when it does not exist.

    :param request: its origins and its date apply to what the node includes, not to the node.
    """
    text, parameters = chosen_text(request)
    async with store.reading():
        rows = await store.run(text, {**parameters, "id": node_id})
    return chosen_item(rows[0]["record"], request) if rows else None


def chosen_text(request: ListRequest) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of one node as one record, and its parameters without ``id``."""
    compiler = compiler_of(request)
    included = f", included: {_included(request, compiler)}" if request.includes else ""
    return f"CYPHER 5 MATCH (n:Thing {{id: $id}}) RETURN {{row: {projected(request, ())}{included}}} AS record", compiler.parameters
