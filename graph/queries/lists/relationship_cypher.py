"""Build the Cypher of lists of relationships: ``a`` is the start, ``r`` the relationship, ``b`` the end.

Without a sort key they are sorted by the parts of their ids (start, end, type, discriminators). Relationships have no index of their own,
so a page is found by the index on the ids of the start nodes; only the relationships of one start node are sorted at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.database.schema import FULLTEXT
from graph.queries.filters.compiler import Compiler, date_properties, kind_of, label
from graph.queries.filters.index_anchor import end_anchor_of, matched
from graph.queries.filters.name_resolution import end_labels
from graph.queries.includes.cypher import Writer
from graph.queries.lists.cypher import as_of_parameters
from graph.queries.lists.groups import Source
from graph.queries.lists.keyset_order import Key, after_condition, order_by
from graph.queries.lists.relationship_request import ALWAYS, SENTENCES, EdgeRequest, identity_of, orders_of
from graph.queries.location.conditions import condition
from graph.queries.questions.cypher_macros import of_origin
from graph.queries.search.full_text import query_text
from seed.model import EDGES, with_reference


def _rows(request: EdgeRequest, after: Sequence[Key] | None) -> tuple[str, Compiler]:
    """Return the Cypher that binds ``a``, ``r`` and ``b`` to the relationships after the keys ``after``, and its compiler."""
    compiler = Compiler(origin=request.origin is not None, as_of=request.as_of is not None)
    conditions = _chosen(request, compiler)
    anchor = end_anchor_of(request.filter, request.kinds) if request.q is None else None
    conditions += [compiler.condition(part, "b", "r") for part in request.filter if part is not anchor]
    conditions = [*_seek(request, after, compiler), *conditions]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    pattern = "|".join(map(kind_of, request.kinds))
    if request.q is not None:
        query = compiler.value(query_text(request.q) or "+id:x")
        found = f"CALL db.index.fulltext.queryNodes('{FULLTEXT}', {query}) YIELD node MATCH (node)-[r:{pattern}]-()"
        return f"{found} WITH DISTINCT r WITH r, startNode(r) AS a, endNode(r) AS b{where}", compiler
    begin = ""
    if anchor is not None:
        name = "b" if anchor.forward else "a"
        begin = f"{matched(anchor.inner, name, end_labels(request.kinds, forward=anchor.forward), compiler)} "
    starts = end_labels(request.kinds, forward=False)
    start = label(starts[0]) if len(starts) == 1 else "Thing"
    return f"{begin}MATCH (a:{start})-[r:{pattern}]->(b){where}", compiler


def _chosen(request: EdgeRequest, compiler: Compiler) -> list[str]:
    """Return the conditions of origin, date and place."""
    conditions = []
    if request.origin is not None:
        compiler.parameters |= {"origins": list(request.origin), "origin": sorted(with_reference(request.origin))}
        conditions.append(of_origin("r", request.kinds, "$origins"))
    if request.as_of is not None:
        compiler.parameters |= as_of_parameters(request.as_of)
        conditions += Compiler(as_of=True).visible("r", request.kinds[0])
    if request.place is not None:
        compiler.parameters["place"] = list(request.place.ids)
        ends = [("a", end_labels(request.kinds, forward=False)), ("b", end_labels(request.kinds, forward=True))]
        conditions.append(condition(ends, request.place.mode, origin=request.origin is not None))
    return conditions


def _seek(request: EdgeRequest, after: Sequence[Key] | None, compiler: Compiler) -> list[str]:
    """Return the conditions that a relationship comes after the keys ``after``.

    ``<>`` does not use an index. With ``>`` instead, the planner would make a union of two index seeks and sort all their results.
    """
    if request.sort:
        return [] if after is None else [after_condition(orders_of(request), after, compiler)]
    if after is None:
        return [f"a.id >= {compiler.value('')}"]
    same = compiler.value(after[0])
    return [f"a.id >= {same}", f"(a.id <> {same} OR {after_condition(identity_of(request.kinds)[1:], after[1:], compiler)})"]


def page_text(request: EdgeRequest, after: Sequence[Key] | None = None) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of a page as one record, and its parameters without ``limit``."""
    text, compiler = _rows(request, after)
    return (
        f"CYPHER 5 {text} WITH a, r, b {_ordered(request)} LIMIT $limit RETURN collect({_shape(request, compiler)}) AS rows",
        compiler.parameters,
    )


def one_text(request: EdgeRequest) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of the relationships of one type between two nodes as one record, and its parameters without the ends.

    Origin and date of the request apply to what they include.
    """
    compiler = Compiler(origin=request.origin is not None, as_of=request.as_of is not None)
    _chosen(request, compiler)
    match = f"MATCH (a:Thing {{id: $start}})-[r:{kind_of(request.kinds[0])}]->(b:Thing {{id: $end}})"
    return f"CYPHER 5 {match} RETURN collect({_shape(request, compiler)}) AS rows", compiler.parameters


def stream_text(request: EdgeRequest) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of all relationships, one record each, and its parameters."""
    text, compiler = _rows(request, None)
    return f"CYPHER 5 {text} WITH a, r, b {_ordered(request)} RETURN {_shape(request, compiler)} AS row", compiler.parameters


def count_text(request: EdgeRequest) -> tuple[str, dict[str, Any]]:
    """Return the Cypher of their number, and its parameters. The number of all relationships of a type comes from the count store."""
    if request.is_whole:
        return f"CYPHER 5 MATCH ()-[r:{'|'.join(map(kind_of, request.kinds))}]->() RETURN count(r) AS total", {}
    text, compiler = _rows(request, None)
    return f"CYPHER 5 {text} RETURN count(r) AS total", compiler.parameters


def source_of(request: EdgeRequest) -> Source:
    """Return the rows of a list of relationships, to be grouped."""
    text, compiler = _rows(request, None)
    dates = ((kind, date_properties(kind)) for kind in request.kinds)
    undated = " OR ".join(
        f"(type(r) = '{kind_of(kind)}' AND {' AND '.join(f'r.{name} IS NULL' for name in names)})" for kind, names in dates if names
    )
    return Source(text, compiler, "r.origin", undated or "false", request.as_of is not None)


def _ordered(request: EdgeRequest) -> str:
    return f"ORDER BY {order_by(orders_of(request))}"


def _shape(request: EdgeRequest, compiler: Compiler) -> str:
    writer = Writer(compiler, None if request.place is None else request.place.mode)
    edge = f"{{type: type(r), row: {_properties(request)}}}"
    included = "".join(f", {one.name}: {writer.sources_of('coalesce(r.sources, [])', one)}" for one in request.includes)
    return f"{{edge: {edge}, start: {writer.entity(request.start, 'a')}, end: {writer.entity(request.end, 'b')}{included}}}"


def _properties(request: EdgeRequest) -> str:
    """Return the projection of the relationship: all properties, or those that the selected fields, the order and the id need."""
    if request.select is None or set(request.select) & set(SENTENCES):
        return "properties(r)"
    keys = (name for kind in request.kinds for name in (*EDGES[kind].discriminators, *date_properties(kind)))
    sorts = (key.name for key in request.sort)
    names = dict.fromkeys(name for name in (*request.select, *keys, *sorts, "origin") if name == "origin" or name not in ALWAYS)
    return "r {" + ", ".join(f".{name}" for name in names) + "}"
