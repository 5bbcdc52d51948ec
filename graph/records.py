"""Shapes what the database returns into the items of an answer: ``id``, ``type``, ``name``, ``href``."""

from __future__ import annotations

from typing import Any

from graph.types import ReturnType
from seed.model import EDGES, NODES, PROVENANCE, Dated, edge_id, label_of


def href_of(node_id: str) -> str:
    """Address of a node: ``county:431021`` -> ``/v1/counties/county:431021``."""
    label = label_of(node_id)
    return f"/v1/{NODES[label].path}/{node_id}" if label else f"/v1/things/{node_id}"


def node_item(node: dict[str, Any]) -> dict[str, Any]:
    """A node in short form; ``kind`` only where it says that the node stands for several or for a part."""
    item = {"id": node["id"], "type": label_of(node["id"]), "name": node["name"], "name_zh": node.get("name_zh")}
    if node.get("kind") in {"unnamed group", "unit"}:
        item["kind"] = node["kind"]
    return {**item, "origin": node["origin"], "href": href_of(node["id"])}


def node_full(node: dict[str, Any]) -> dict[str, Any]:
    """A node with every property of the declaration, in its order; what is not known is null."""
    label = label_of(node["id"])
    assert label is not None
    fields = {name: node.get(name) for name in NODES[label].model_fields}
    return {"id": node["id"], "type": label, **_lists(fields, NODES[label].model_fields), "href": href_of(node["id"])}


def edge_item(edge: dict[str, Any]) -> dict[str, Any]:
    """A relationship as evidence: its ends, its properties and its provenance."""
    kind, start, end, row = edge["type"], edge["start"], edge["end"], edge["row"]
    own = [name for name in EDGES[kind].model_fields if name not in PROVENANCE and name not in {"start", "end"}]
    name = edge_id(kind, start, end, row)
    provenance = _lists({key: row.get(key) for key in PROVENANCE}, PROVENANCE)
    values = {key: row[key] for key in own if row.get(key) is not None}
    return {"id": name, "type": kind, "start": start, "end": end, **values, **provenance, "href": f"/v1/relationships/{name}"}


def is_undated(edge: dict[str, Any]) -> bool:
    """Whether a relationship that can have a date has none."""
    cls = EDGES[edge["type"]]
    if "year" in cls.model_fields:
        return edge.get("year") is None
    return issubclass(cls, Dated) and edge.get("valid_from") is None and edge.get("valid_to") is None


def answer_rows(found: list[dict[str, Any]], returns: dict[str, ReturnType], *, dated: bool) -> tuple[list[dict[str, Any]], int]:
    """Shape the rows of a question; the second value counts those with an undated relationship, when ``dated``.

    Such a row also says ``undated: true``: it stays in at every date, and nobody must take it for dated.
    """
    rows, undated = [], 0
    for record in found:
        row = {name: _value(record[name], kind) for name, kind in returns.items()}
        if dated and any(map(is_undated, _edges(row, returns))):
            row["undated"] = True
            undated += 1
        rows.append(row)
    return rows, undated


def _edges(row: dict[str, Any], returns: dict[str, ReturnType]) -> list[dict[str, Any]]:
    values = [row[name] for name, kind in returns.items() if kind.is_edge and row[name] is not None]
    return [edge for value in values for edge in (value if isinstance(value, list) else [value])]


def _value(value: Any, kind: ReturnType) -> Any:
    if value is None or not (kind.is_node or kind.is_edge):
        return value
    shape = node_item if kind.is_node else edge_item
    return [shape(item) for item in value if item is not None] if kind.many else shape(value)


def _lists(fields: dict[str, Any], order: Any) -> dict[str, Any]:
    """Lists that are empty in the database are absent there; an answer shows them as empty lists."""
    words = {"sources", "quotes", "aliases"}
    return {name: (fields[name] or []) if name in words else fields[name] for name in order if name in fields}
