"""The fields of a list item and the columns of its export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from graph.database.records import node_full
from graph.export.columns import ExportColumn, Kind
from graph.queries.filters.name_resolution import fields
from graph.queries.includes.columns import columns_of as included_columns
from graph.queries.includes.items import included_item
from graph.queries.lists.keyset_order import Order
from graph.queries.lists.request import ListRequest

ALWAYS = frozenset({"id", "type", "origin", "href"})
"""Fields that every item has."""
SELECTABLE_BESIDES = ("type", "href")


def names_of(request: ListRequest) -> tuple[str, ...]:
    """Return the field names of an item in export order: the id, the properties of the type, then the provenance."""
    properties = [name for name in fields(request.label) if name != "id"]
    chosen = [name for name in properties if request.select is None or name in request.select or name in ALWAYS]
    return ("id", "type", *chosen, "href", *(["undated"] if request.as_of is not None else []))


def columns_of(request: ListRequest) -> tuple[ExportColumn, ...]:
    """Return the columns of an export of a list: the fields of its items, each with its kind."""
    properties = fields(request.label)
    own: dict[str, Kind] = {"undated": "bool"}
    listed = (ExportColumn(name, properties[name].kind if name in properties else own.get(name, "str")) for name in names_of(request))
    return (*listed, *included_columns(request.includes))


def shaped(record: Mapping[str, Any], request: ListRequest, names: Iterable[str]) -> dict[str, Any]:
    """Return the item for a record of ``page_text`` or ``stream_text`` in :mod:`graph.queries.lists.entities`."""
    item = node_full(record["row"])
    if request.as_of is not None:
        item["undated"] = record["undated"]
    chosen = item if request.select is None else {name: item[name] for name in names}
    return {**chosen, **_included(record, request)}


def chosen_item(record: Mapping[str, Any], request: ListRequest) -> dict[str, Any]:
    """Return the item for the record of a single entity, which is there regardless of dates."""
    item = node_full(record["row"])
    chosen = item if request.select is None else {name: item[name] for name in names_of(replace(request, as_of=None))}
    return {**chosen, **_included(record, request)}


def _included(record: Mapping[str, Any], request: ListRequest) -> dict[str, Any]:
    if not request.includes:
        return {}
    return {"included": included_item(record["included"], request.includes, dated=request.as_of is not None)}


def keys_of(record: Mapping[str, Any], orders: Iterable[Order]) -> list[Any]:
    """Return the sort values of a record, for the cursor of the next page."""
    row = {**record["row"], "rank": record.get("rank")}
    return [order.value(row) for order in orders]
