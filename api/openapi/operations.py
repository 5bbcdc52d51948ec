"""Iterate over the operations of a document, and resolve its references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


def operations(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the path, method and operation of every documented operation, as they are in the document."""
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def resolved_operations(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the path, method and a copy of every operation, with its parameters and responses in place of references to them."""
    for path, method, operation in operations(spec):
        parameters = [resolved(spec, item) for item in operation.get("parameters", ())]
        responses = {status: resolved(spec, response) for status, response in operation["responses"].items()}
        yield path, method, operation | {"parameters": parameters, "responses": responses}


def resolved(spec: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reference refers to, with the members that stand beside the reference; return any other value itself."""
    if "$ref" not in value:
        return dict(value)
    target: Any = spec
    for part in value["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    found: dict[str, Any] = target
    return found | {key: item for key, item in value.items() if key != "$ref"}
