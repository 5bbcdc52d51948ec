"""Shape the records of :mod:`graph.queries.includes.cypher` as items of a response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.database.records import edge_brief, is_undated, node_full, node_item
from graph.queries.includes.request import Include, Shown

_ALWAYS = frozenset({"id", "type", "origin", "href"})


def member_item(record: dict[str, Any], shown: Shown, *, dated: bool) -> dict[str, Any]:
    """Return the item of an entity that every row has, such as the start of a relationship: at least its short form."""
    item = entity_item(record, shown, dated=dated)
    return item if shown.is_short or shown.select is None else {**node_item(record), **item}


def entity_item(record: dict[str, Any], shown: Shown, *, dated: bool) -> dict[str, Any]:
    """Return the item of an entity; ``record`` is a map of :meth:`graph.queries.includes.cypher.Writer.entity`."""
    if shown.select is None:
        item = node_full(record) if shown.whole else node_item(record)
    else:
        item = {name: value for name, value in node_full(record).items() if name in _ALWAYS or name in shown.select}
    return {**item, "included": included_item(record["included"], shown.includes, dated=dated)} if shown.includes else item


def included_item(record: Mapping[str, Any], includes: Sequence[Include], *, dated: bool) -> dict[str, Any]:
    """Return what a row includes, by name: the number of entities, and the first of them.

    :param dated: the request has a date; an item is ``undated`` if only relationships without a date lead to it.
    """
    return {one.name: found_item(record[one.name], one, dated=dated) for one in includes}


def found_item(rows: Sequence[Mapping[str, Any]], one: Include, *, dated: bool) -> dict[str, Any]:
    """Return the entities that one name includes."""
    return {"total": rows[0]["total"] if rows else 0, "items": [_linked(row, one, dated=dated) for row in rows]}


def _linked(row: Mapping[str, Any], one: Include, *, dated: bool) -> dict[str, Any]:
    item = entity_item(row["row"], one.shown, dated=dated)
    if one.step is None:
        return item
    item["via"] = [edge_brief(edge) for edge in row["via"]]
    if dated:
        item["undated"] = all(is_undated({**edge["row"], "type": edge["type"]}) for edge in row["via"])
    return item
