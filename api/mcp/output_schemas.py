"""JSON Schemas of the answers of tools. A member without a value is absent, so no type includes null."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.value_types import SCALARS
from seed.model import EDGES, ORIGINS

Schema = dict[str, Any]
_SCALAR_TYPES = {"int": "integer", "year": "integer", "float": "number", "percent": "number", "bool": "boolean"}
_STRING: Schema = {"type": "string"}
_STRINGS: Schema = {"type": "array", "items": _STRING}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer"}
_ORIGIN: Schema = {"enum": list(ORIGINS)}
_SHARED: dict[str, Schema] = {
    "entity": {"type": "object", "properties": {"id": _STRING, "name": _STRING, "name_zh": _STRING, "origin": _ORIGIN}, "required": ["id"]},
    "edge": {"type": ["string", "object"], "description": "Id; with evidence=full, sentence and provenance."},
}
_SOURCE: Schema = {"type": "object", "properties": {"id": _STRING, "name": _STRING, "url": _STRING}, "required": ["id"]}
_META: Schema = {
    "type": "object",
    "properties": {"count": _COUNT, "total": _COUNT, "next_cursor": _STRING, "truncated": {"type": "boolean"}},
    "required": ["count"],
}
_ANY: Schema = {"type": "object"}


def answer(row: Schema, **more: Schema) -> Schema:
    """Return the schema of an answer with these rows; ``more`` are further members."""
    schema: Schema = {
        "type": "object",
        "properties": {
            "says": _STRING,
            "url": _STRING,
            "meta": _META,
            "results": {"type": "array", "items": row},
            **more,
            "sources": {"type": "array", "items": _SOURCE},
            "more_sources": _STRINGS,
            "excluded": _STRING,
        },
        "required": ["says", "url", "meta", "results", "sources"],
    }
    used = [name for name in _SHARED if f"#/$defs/{name}" in str(schema)]
    return schema | ({"$defs": {name: _SHARED[name] for name in used}} if used else {})


def of_columns(columns: Iterable[Mapping[str, Any]]) -> Schema:
    """Return the schema of the answer of a question from the columns that the API describes."""
    columns = list(columns)
    required = [column["name"] for column in columns if not column["optional"] and not _is_edge(column["type"])]
    return answer(_row({column["name"]: _column(column) for column in columns}, required))


def of_entities(**more: Schema) -> Schema:
    """Return the schema of an answer whose rows are entities; ``more`` are further members of the rows."""
    return answer({"allOf": [{"$ref": "#/$defs/entity"}], "properties": more})


def of_list() -> Schema:
    """Return the schema of a list of entities, with its groups."""
    key = _row({"name": _STRING, "state": _STRING, "thing": {"$ref": "#/$defs/entity"}}, ["name", "state"])
    group = _row({"keys": {"type": "array", "items": key}, "count": _COUNT, "origins": _ANY}, ["keys", "count"])
    return answer({"$ref": "#/$defs/entity"}, groups={"type": "array", "items": group})


def of_entity() -> Schema:
    """Return the schema of an entity with its relationships."""
    relationship = _row({"id": _STRING, "sentence": _STRING, "direction": _STRING, "other": {"$ref": "#/$defs/entity"}}, ["id"])
    page = {"type": "object", "properties": {"meta": _META, "results": {"type": "array", "items": relationship}}}
    return answer({"$ref": "#/$defs/entity"}, relationships={**page, "required": ["meta", "results"]})


def of_relationship() -> Schema:
    """Return the schema of one relationship with its provenance."""
    row = {"id": _STRING, "sentence": _STRING, "origin": _ORIGIN, "sources": _STRINGS, "quotes": _STRINGS, "locator": _STRING}
    return answer(_row(row, ["id", "origin"]))


def of_figures() -> Schema:
    """Return the schema of the figures of a measure: the columns that all measures have."""
    return answer(_row({"key": _STRING, "value": _NUMBER, "origin": _ORIGIN, "refused": _STRING, "refused_zh": _STRING}, ["key"]))


def of_audit() -> Schema:
    """Return the schema of the rows behind a figure."""
    row = {"role": _STRING, "amount": _NUMBER, "id": _STRING, "of": _STRING, "sentence": _STRING, "origin": _ORIGIN}
    return answer(_row(row, ["role", "amount", "id", "sentence", "origin"]))


def of_any() -> Schema:
    """Return the schema of an answer with rows of any kind."""
    return answer(_ANY)


def _row(properties: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def _column(column: Mapping[str, Any]) -> Schema:
    kind = column["type"]
    if kind in SCALARS:
        one: Schema = _ORIGIN if kind == "Origin" else {"type": _SCALAR_TYPES.get(kind, "string")}
    else:
        one = {"$ref": f"#/$defs/{'edge' if _is_edge(kind) else 'entity'}"}
    return {"type": "array", "items": one} if column["many"] else one


def _is_edge(kind: str) -> bool:
    return kind == "Relationship" or kind in EDGES
