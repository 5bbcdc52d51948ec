"""Which rows of a list are there only because a relationship without a date is kept at every date."""

from __future__ import annotations

from graph.queries.filters.compiler import date_properties
from graph.queries.filters.syntax_tree import All, Condition, Linked, Not
from graph.queries.filters.syntax_tree import Any as AnyOf
from graph.queries.lists.cypher import Rows
from graph.queries.lists.request import ListRequest


def depends_on_undated(request: ListRequest, rows: Rows) -> str:
    """Return the expression that is true for a row that matches only through a relationship without a date."""
    dated = [part for part in request.filter if _can_be_undated(part)]
    if not dated:
        return "false"
    rows.compiler.dated_only = True
    strict = " AND ".join(rows.compiler.every(dated, "n"))
    rows.compiler.dated_only = False
    return f"NOT coalesce({strict}, false)"


def _can_be_undated(part: Condition) -> bool:
    if isinstance(part, Linked):
        return bool(date_properties(part.step.edge)) or (part.inner is not None and _can_be_undated(part.inner))
    if isinstance(part, All | AnyOf):
        return any(map(_can_be_undated, part.parts))
    return isinstance(part, Not) and _can_be_undated(part.part)
