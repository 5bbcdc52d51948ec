"""Convert database records into the items of a response: ``id``, ``type``, ``name``, ``href``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, get_origin

import neo4j
from neo4j.graph import Entity, Path

from seed.model import EDGES, NODES, PROVENANCE, Dated, edge_id, label_of
from seed.sentences import sentence, sentence_zh

_WORDS = frozenset(
    name for cls in (*NODES.values(), *EDGES.values()) for name, field in cls.model_fields.items() if get_origin(field.annotation) is tuple
)
"""List properties. The database does not store an empty list; a response shows it as an empty list."""
QUOTED = frozenset({"quotes", "locator", "rule", "note"})
"""The evidence of a row in words."""
_PROOF = frozenset(PROVENANCE) - {"origin"}
Detail = Literal["none", "ids", "full"]
"""How much of its evidence a relationship has in a response."""
_Shape = Callable[[Any], Any]


def plain(record: neo4j.Record) -> dict[str, Any]:
    """Return the columns of a record.

    The queries here return maps, which need no conversion; the driver's ``data()`` copies them recursively, which took half of the time of
    a large response. For a query that returns nodes, or a list of nodes, their properties are returned.
    """
    values = record.values()
    if any(map(_holds_graph, values)):
        return record.data()
    return dict(zip(record.keys(), values, strict=True))


def _holds_graph(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Entity | Path)


def href_of(node_id: str) -> str:
    """Return the URL path of a node: ``county:431021`` -> ``/v1/counties/county:431021``."""
    label = label_of(node_id)
    return f"/v1/{NODES[label].path}/{node_id}" if label else f"/v1/things/{node_id}"


def edge_href(edge_id: str) -> str:
    """Return the URL path of a relationship. A space ("shared expertise") is the only character in an id that needs escaping."""
    return "/v1/relationships/" + edge_id.replace(" ", "%20")


def node_item(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node in short form; ``kind`` only for an unnamed group or a unit, ``gloss_zh`` only without a Chinese name."""
    node_id = node["id"]
    label = label_of(node_id)
    item = {"id": node_id, "type": label, "name": node["name"], "name_zh": node.get("name_zh")}
    if item["name_zh"] is None and (gloss := node.get("gloss_zh")) is not None:
        item["gloss_zh"] = gloss
    kind = node.get("kind")
    if kind in {"unnamed group", "unit"}:
        item["kind"] = kind
    item["origin"] = node["origin"]
    item["href"] = f"/v1/{NODES[label].path}/{node_id}" if label else f"/v1/things/{node_id}"
    return item


def node_full(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node with every declared property, in the declared order; unknown values are null."""
    label = label_of(node["id"])
    assert label is not None
    fields = {name: node.get(name) for name in NODES[label].model_fields}
    return {"id": node["id"], "type": label, **_lists(fields, NODES[label].model_fields), "href": href_of(node["id"])}


@cache
def _own_properties(kind: str) -> tuple[str, ...]:
    """Return the properties of a relationship type without its ends and its provenance."""
    return tuple(name for name in EDGES[kind].model_fields if name not in PROVENANCE and name not in {"start", "end"})


def edge_item(edge: dict[str, Any]) -> dict[str, Any]:
    """Return a relationship: the entities at both ends in short form, its properties and its provenance."""
    kind, row = edge["type"], edge["row"]
    start, end = node_item(edge["start"]), node_item(edge["end"])
    relationship_id = edge_id(kind, start["id"], end["id"], row)
    item = {"id": relationship_id, "type": kind, "start": start, "end": end}
    get = row.get
    for name in _own_properties(kind):
        value = get(name)
        if value is not None:
            item[name] = value
    for name in PROVENANCE:
        item[name] = (get(name) or []) if name in _WORDS else get(name)
    item["href"] = edge_href(relationship_id)
    return item


def edge_brief(edge: dict[str, Any]) -> dict[str, Any]:
    """Return a reference to a relationship: its id, its type, its origin and the ids of its sources. ``edge`` has the ids of its ends."""
    kind, row = edge["type"], edge["row"]
    relationship_id = edge_id(kind, edge["start"], edge["end"], row)
    return {"id": relationship_id, "type": kind, "origin": row["origin"], "sources": row.get("sources") or []}


def with_evidence(item: dict[str, Any], detail: Detail) -> dict[str, Any]:
    """Return a relationship with as much of its evidence as requested: ``ids``: its sources; ``none``: only its origin."""
    if detail == "full":
        return item
    omitted = QUOTED if detail == "ids" else _PROOF
    return {name: value for name, value in item.items() if name not in omitted}


def in_words(edge: dict[str, Any]) -> dict[str, Any]:
    """Return an item of :func:`edge_item` with the relationship as a sentence in both languages."""
    first, last = edge["start"], edge["end"]
    names, names_zh = (first["name"], last["name"]), (first["name_zh"] or first["name"], last["name_zh"] or last["name"])
    return {**edge, "sentence": sentence(edge["type"], *names, edge), "sentence_zh": sentence_zh(edge["type"], *names_zh, edge)}


def with_end_ids(edge: Mapping[str, Any]) -> dict[str, Any]:
    """Return a relationship with both ends as ids, as an edge of a graph file."""
    return {**edge, "start": edge["start"]["id"], "end": edge["end"]["id"]}


def is_undated(edge: dict[str, Any]) -> bool:
    """Whether a relationship has no date although its type allows one."""
    cls = EDGES[edge["type"]]
    if "year" in cls.model_fields:
        return edge.get("year") is None
    return issubclass(cls, Dated) and edge.get("valid_from") is None and edge.get("valid_to") is None


def _lists(fields: dict[str, Any], order: Any) -> dict[str, Any]:
    return {name: (fields[name] or []) if name in _WORDS else fields[name] for name in order if name in fields}
