"""Convert the records of a question to the rows of a response."""

from __future__ import annotations

from functools import partial
from typing import Any

from graph.database.records import Detail, _Shape, edge_brief, edge_item, is_undated, node_item
from graph.queries.includes.items import included_item, member_item
from graph.queries.includes.request import INCLUDED, PLAIN, RowShown
from graph.queries.questions.cypher_macros import EVIDENCE
from graph.value_types import ReturnType


def answer_rows(
    records: list[dict[str, Any]],
    returns: dict[str, ReturnType],
    *,
    dated: bool,
    evidence: Detail = "full",
    shown: RowShown = PLAIN,
) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of a question and, when ``dated``, the number of rows with an undated relationship.

    Such a row has ``undated: true``: it matches every date and must not be taken for dated.

    :param evidence: what the column ``evidence`` has: whole relationships, their ids and sources, or nothing (there is no such column).
    :param shown: what the entities of a row show besides their short form.
    """
    shape = shaper(returns, dated=dated, evidence=evidence, shown=shown)
    rows = [shape(record) for record in records]
    return rows, sum("undated" in row for row in rows) if dated else 0


def shaper(returns: dict[str, ReturnType], *, dated: bool, evidence: Detail = "full", shown: RowShown = PLAIN) -> _Shape:
    """Return the function that converts a record of a question to a row; see :func:`answer_rows`."""
    kept = {name: kind for name, kind in returns.items() if evidence != "none" or name != EVIDENCE}
    shapes = {name: _shape(kind, brief=evidence == "ids" and name == EVIDENCE) for name, kind in kept.items()}
    for name, part in shown.members:
        if not part.is_short:
            shapes[name] = _each(partial(member_item, shown=part, dated=dated), many=returns[name].many)
    edges = [name for name, kind in returns.items() if kind.is_edge]

    def shaped(record: dict[str, Any]) -> dict[str, Any]:
        row = {name: record[name] if shape is None else shape(record[name]) for name, shape in shapes.items()}
        if dated and any(_is_undated(record[name]) for name in edges):
            row["undated"] = True
        if shown.includes:
            row[INCLUDED] = included_item(record[INCLUDED], shown.includes, dated=dated)
        return row

    return shaped


def _is_undated(value: Any) -> bool:
    edges = value if isinstance(value, list) else [value]
    return any(is_undated({**edge["row"], "type": edge["type"]}) for edge in edges if edge is not None)


def _shape(kind: ReturnType, *, brief: bool) -> _Shape | None:
    """Return the function that converts a value of a column to items; None when it needs no conversion."""
    if not (kind.is_node or kind.is_edge):
        return None
    one = node_item if kind.is_node else edge_brief if brief else edge_item
    return _each(one, many=kind.many)


def _each(one: _Shape, *, many: bool) -> _Shape:
    if many:
        return lambda values: None if values is None else [one(item) for item in values if item is not None]
    return lambda value: None if value is None else one(value)
