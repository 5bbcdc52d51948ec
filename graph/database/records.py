"""Shapes what the database returns into the items of an answer: ``id``, ``type``, ``name``, ``href``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import neo4j
from neo4j.graph import Entity, Path

from seed.model import EDGES, NODES, PROVENANCE, Dated, edge_id, label_of

_WORDS = frozenset({"sources", "quotes", "aliases"})
"""Lists that are absent in the database when they are empty; an answer shows them as empty lists."""
_Shape = Callable[[Any], Any]


def plain(record: neo4j.Record) -> dict[str, Any]:
    """The columns of a record.

    Our texts project maps, which come as they are; the driver's own ``data()`` copies them to any depth, which was the half of a large
    answer's time. A text that returns nodes, or a list of them, still gets their properties.
    """
    values = record.values()
    if any(map(_holds_graph, values)):
        return record.data()
    return dict(zip(record.keys(), values, strict=True))


def _holds_graph(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Entity | Path)


def href_of(node_id: str) -> str:
    """Address of a node: ``county:431021`` -> ``/v1/counties/county:431021``."""
    label = label_of(node_id)
    return f"/v1/{NODES[label].path}/{node_id}" if label else f"/v1/things/{node_id}"


def edge_href(edge_id: str) -> str:
    """Address of a relationship. A blank ("shared expertise") is all that an id may hold that must be escaped."""
    return "/v1/relationships/" + edge_id.replace(" ", "%20")


def node_item(node: dict[str, Any]) -> dict[str, Any]:
    """A node in short form; ``kind`` only where it says that the node stands for several or for a part."""
    known = node["id"]
    label = label_of(known)
    item = {"id": known, "type": label, "name": node["name"], "name_zh": node.get("name_zh")}
    kind = node.get("kind")
    if kind in {"unnamed group", "unit"}:
        item["kind"] = kind
    item["origin"] = node["origin"]
    item["href"] = f"/v1/{NODES[label].path}/{known}" if label else f"/v1/things/{known}"
    return item


def node_full(node: dict[str, Any]) -> dict[str, Any]:
    """A node with every property of the declaration, in its order; what is not known is null."""
    label = label_of(node["id"])
    assert label is not None
    fields = {name: node.get(name) for name in NODES[label].model_fields}
    return {"id": node["id"], "type": label, **_lists(fields, NODES[label].model_fields), "href": href_of(node["id"])}


@cache
def _own(kind: str) -> tuple[str, ...]:
    """Properties of a type of relationship besides its ends and its provenance."""
    return tuple(name for name in EDGES[kind].model_fields if name not in PROVENANCE and name not in {"start", "end"})


def edge_item(edge: dict[str, Any]) -> dict[str, Any]:
    """A relationship as evidence: its ends, its properties and its provenance."""
    kind, start, end, row = edge["type"], edge["start"], edge["end"], edge["row"]
    known = edge_id(kind, start, end, row)
    item = {"id": known, "type": kind, "start": start, "end": end}
    get = row.get
    for name in _own(kind):
        value = get(name)
        if value is not None:
            item[name] = value
    for name in PROVENANCE:
        item[name] = (get(name) or []) if name in _WORDS else get(name)
    item["href"] = edge_href(known)
    return item


def is_undated(edge: dict[str, Any]) -> bool:
    """Whether a relationship that can have a date has none."""
    cls = EDGES[edge["type"]]
    if "year" in cls.model_fields:
        return edge.get("year") is None
    return issubclass(cls, Dated) and edge.get("valid_from") is None and edge.get("valid_to") is None


def _lists(fields: dict[str, Any], order: Any) -> dict[str, Any]:
    return {name: (fields[name] or []) if name in _WORDS else fields[name] for name in order if name in fields}
