"""Reduce an OpenAPI document to what clients depend on: operations, parameters, and the members of requests and responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.openapi.operations import resolved, resolved_operations

JSON = "application/json"
Surface = dict[str, Any]


def surface(document: Mapping[str, Any]) -> Surface:
    """Return the surface of a document.

    ``operations`` have ``parameters`` (each with ``required`` and the accepted ``types``), and the types of ``request`` and ``response``.
    ``requests`` and ``responses`` have the members of each schema that they lead to, in the same form.
    """
    operations = {}
    for path, method, operation in resolved_operations(document):
        body = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
        answer = operation["responses"]["200"].get("content", {}).get(JSON, {}).get("schema")
        operations[f"{method.upper()} {path}"] = {
            "parameters": {
                item["name"]: _member(document, item["schema"], item.get("required", False)) for item in operation["parameters"]
            },
            "request": _types(document, body) if body else [],
            "response": _types(document, answer) if answer else [],
        }
    return {
        "operations": operations,
        "requests": _schemas(document, [name for operation in operations.values() for name in operation["request"]]),
        "responses": _schemas(document, [name for operation in operations.values() for name in operation["response"]]),
    }


def _schemas(document: Mapping[str, Any], first: list[str]) -> dict[str, Any]:
    """Return the members of the schemas with these names, and of those that their members refer to."""
    known = document["components"]["schemas"]
    members: dict[str, Any] = {}
    waiting = first[:]
    while waiting:
        name = waiting.pop().removesuffix("[]")
        if name in known and name not in members:
            members[name] = _members(document, known[name])
            waiting += [kind for member in members[name].values() for kind in member["types"]]
    return dict(sorted(members.items()))


def _members(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    inherited = [resolved(document, part) for part in schema.get("allOf", ())]
    parts = [*inherited, schema]
    required = {name for part in parts for name in part.get("required", ())}
    properties = {name: item for part in parts for name, item in part.get("properties", {}).items()}
    return {name: _member(document, item, name in required) for name, item in sorted(properties.items())}


def _member(document: Mapping[str, Any], schema: Mapping[str, Any], required: bool) -> dict[str, Any]:
    return {"required": required, "types": _types(document, schema)}


def _types(document: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    return sorted(set(_each_type(document, schema)))


def _each_type(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the types of a schema: a JSON type, a value in quotes, or the name of a schema; with ``[]`` for a list."""
    if "$ref" in schema:
        target = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if "properties" in target:
            yield schema["$ref"].rpartition("/")[2]
        else:
            yield from _each_type(document, target)
    elif "anyOf" in schema or "oneOf" in schema:
        for option in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from _each_type(document, option)
    elif "const" in schema or "enum" in schema:
        yield from (_value(value) for value in schema.get("enum", [schema.get("const")]))
    else:
        types = schema.get("type", "any")
        for kind in [types] if isinstance(types, str) else types:
            if kind == "array":
                yield from (f"{item}[]" for item in _each_type(document, schema.get("items", {})))
            else:
                yield kind


def _value(value: Any) -> str:
    return "null" if value is None else f"'{value}'"
