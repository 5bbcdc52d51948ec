"""Convert the records of a question to the rows of a response."""

from __future__ import annotations

from typing import Any

from graph.database.records import _Shape, edge_item, is_undated, node_item
from graph.value_types import ReturnType


def answer_rows(records: list[dict[str, Any]], returns: dict[str, ReturnType], *, dated: bool) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of a question and, when ``dated``, the number of rows with an undated relationship.

    Such a row has ``undated: true``: it matches every date and must not be taken for dated.
    """
    shape = shaper(returns, dated=dated)
    rows = [shape(record) for record in records]
    return rows, sum("undated" in row for row in rows) if dated else 0


def shaper(returns: dict[str, ReturnType], *, dated: bool) -> _Shape:
    """Return the function that converts a record of a question to a row; see :func:`answer_rows`."""
    shapes = {name: _shape(kind) for name, kind in returns.items()}

    def shaped(record: dict[str, Any]) -> dict[str, Any]:
        row = {name: record[name] if shape is None else shape(record[name]) for name, shape in shapes.items()}
        if dated and any(map(is_undated, _edges(row, returns))):
            row["undated"] = True
        return row

    return shaped


def _edges(row: dict[str, Any], returns: dict[str, ReturnType]) -> list[dict[str, Any]]:
    values = [row[name] for name, kind in returns.items() if kind.is_edge and row[name] is not None]
    return [edge for value in values for edge in (value if isinstance(value, list) else [value])]


def _shape(kind: ReturnType) -> _Shape | None:
    """Return the function that converts a value of a column to items; None when it needs no conversion."""
    if not (kind.is_node or kind.is_edge):
        return None
    one = node_item if kind.is_node else edge_item
    if kind.many:
        return lambda values: None if values is None else [one(item) for item in values if item is not None]
    return lambda value: None if value is None else one(value)
