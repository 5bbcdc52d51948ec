"""Lists of relationships of one type: ``a`` is the start, ``r`` the relationship, ``b`` the end.

They are sorted by the parts of their ids (start, end, discriminators). Relationships have no index of their own, so a page is found by the
index on the ids of the start nodes; only the relationships of one start node are sorted at a time.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from graph.database.reader import Store
from graph.database.records import edge_item, is_undated, node_item
from graph.export.columns import ExportColumn, Kind
from graph.queries.filters.compiler import Compiler, kind_of, label
from graph.queries.filters.index_anchor import end_anchor_of, end_labels, matched
from graph.queries.filters.name_resolution import edge_fields
from graph.queries.filters.syntax_tree import Condition
from graph.queries.lists.cypher import as_of_parameters, check_unchanged
from graph.queries.lists.keyset_order import Key, Order, after_condition, order_by
from seed.columns import Column
from seed.model import EDGES, with_reference

_SHORT = "{.id, .name, .name_zh, .kind, .origin}"


@dataclass(frozen=True)
class EdgeRequest:
    """Relationships of one type, with conditions (:mod:`graph.queries.filters.parser`), origins (None: all) and a date."""

    kind: str
    filter: tuple[Condition, ...] = ()
    origin: tuple[str, ...] | None = None
    as_of: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether these are all relationships of the type; the database stores their number."""
        return not self.filter and self.origin is None and self.as_of is None


@dataclass(frozen=True)
class EdgePage:
    """A page of relationships with both ends, the keys of the next page (None at the end) and the total (None: not counted)."""

    rows: list[dict[str, Any]]
    after: list[Key] | None
    data_version: str
    total: int | None = None


def orders_of(kind: str) -> tuple[Order, ...]:
    """Return the sort order of relationships of a type: the parts that identify them."""
    properties = edge_fields(kind)
    ends = (Order("a.id", "start", "str", nullable=False), Order("b.id", "end", "str", nullable=False))
    return (*ends, *(Order(f"r.{properties[name].name}", name, properties[name].kind) for name in EDGES[kind].discriminators))


def edges_text(request: EdgeRequest, after: Sequence[Key] | None = None) -> tuple[str, dict[str, Any]]:
    """Return the Cypher that binds ``a``, ``r`` and ``b`` to the relationships after the keys ``after``, and its parameters."""
    compiler = Compiler(origin=request.origin is not None, as_of=request.as_of is not None)
    conditions = []
    if request.origin is not None:
        compiler.parameters |= {"origins": list(request.origin), "origin": sorted(with_reference(request.origin))}
        conditions.append("r.origin IN $origins")
    if request.as_of is not None:
        compiler.parameters |= as_of_parameters(request.as_of)
        conditions += Compiler(as_of=True).visible("r", request.kind)
    anchor = end_anchor_of(request.filter, request.kind)
    conditions += [compiler.condition(part, "b", "r") for part in request.filter if part is not anchor]
    starts = end_labels(request.kind, forward=False)
    start = label(starts[0]) if len(starts) == 1 else "Thing"
    begin = ""
    if anchor is not None:
        name = "b" if anchor.forward else "a"
        begin = f"{matched(anchor.inner, name, end_labels(request.kind, forward=anchor.forward), compiler)} "
    where = " AND ".join([*_seek(request.kind, after, compiler), *conditions])
    return f"{begin}MATCH (a:{start})-[r:{kind_of(request.kind)}]->(b) WHERE {where}", compiler.parameters


def _seek(kind: str, after: Sequence[Key] | None, compiler: Compiler) -> list[str]:
    """Return the conditions that a relationship comes after the keys ``after``.

    ``<>`` does not use an index. With ``>`` instead, the planner would make a union of two index seeks and sort all their results.
    """
    if after is None:
        return [f"a.id >= {compiler.value('')}"]
    same = compiler.value(after[0])
    return [f"a.id >= {same}", f"(a.id <> {same} OR {after_condition(orders_of(kind)[1:], after[1:], compiler)})"]


def page_text(request: EdgeRequest, after: Sequence[Key] | None = None) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of a page as one record, and its parameters without ``limit``."""
    text, parameters = edges_text(request, after)
    return f"CYPHER 5 {text} WITH a, r, b {_ordered(request)} LIMIT $limit RETURN collect({_shape(request)}) AS rows", parameters


def stream_text(request: EdgeRequest) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of all relationships, one record each, and its parameters."""
    text, parameters = edges_text(request)
    return f"CYPHER 5 {text} WITH a, r, b {_ordered(request)} RETURN {_shape(request)} AS row", parameters


def count_text(request: EdgeRequest) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of their number, and its parameters. The number of all relationships of a type comes from the count store."""
    if request.is_whole:
        return f"CYPHER 5 MATCH ()-[r:{kind_of(request.kind)}]->() RETURN count(r) AS total", {}
    text, parameters = edges_text(request)
    return f"CYPHER 5 {text} RETURN count(r) AS total", parameters


def _ordered(request: EdgeRequest) -> str:
    return f"ORDER BY {order_by(orders_of(request.kind))}"


def _shape(request: EdgeRequest) -> str:
    edge = f"{{type: '{kind_of(request.kind)}', start: a.id, end: b.id, row: properties(r)}}"
    return f"{{edge: {edge}, start: a {_SHORT}, end: b {_SHORT}}}"


def _item(row: dict[str, Any], request: EdgeRequest) -> dict[str, Any]:
    edge = edge_item(row["edge"])
    undated = {"undated": True} if request.as_of is not None and is_undated(edge) else {}
    return {**edge, "start": node_item(row["start"]), "end": node_item(row["end"]), **undated}


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
    last = rows[limit - 1]["edge"] if more else None
    ends = {} if last is None else {**last["row"], "start": last["start"], "end": last["end"]}
    keys = [order.value(ends) for order in orders_of(request.kind)] if more else None
    return EdgePage([_item(row, request) for row in rows[:limit]], keys, served, counted)


async def stream(store: Store, request: EdgeRequest, *, version: str | None = None) -> AsyncGenerator[dict[str, Any]]:
    """Yield all relationships of a request. Memory use does not grow with their number.

    :param version: the required data version; None: any.

    :raises DatabaseUnavailableError: the data changed in the meantime.
    """
    text, parameters = stream_text(request)
    async with aclosing(store.stream(text, parameters, version=version)) as records:
        async for record in records:
            yield _item(record["row"], request)


def columns_of(request: EdgeRequest) -> tuple[ExportColumn, ...]:
    """Return the columns of an export: the ends, the properties of the relationship, then the provenance."""
    own = [ExportColumn(name, _kind(column)) for name, column in edge_fields(request.kind).items()]
    undated = [ExportColumn("undated", "bool")] if request.as_of is not None else []
    ends = [ExportColumn("start", "node"), ExportColumn("end", "node")]
    return (ExportColumn("id", "str"), ExportColumn("type", "str"), *ends, *own, ExportColumn("href", "str"), *undated)


def _kind(column: Column) -> Kind:
    return "year" if column.name == "year" else column.kind
