"""Add examples to the document: of every parameter, request body and response. Response examples are real responses."""

from __future__ import annotations

from typing import Any

import orjson

from api.openapi import example_store
from api.openapi.example_calls import THINGS, Call, call_of, example_id, label_at
from api.openapi.example_store import MAIN
from api.openapi.served import EXAMPLES
from api.responses.canonical_url import CITE

_BY_NAME: dict[str, Any] = {
    "origin": "documented,reference",
    "as_of": "2024-06-30",
    "cursor": "*",
    "year": 2024,
    "to": 2025,
    "random_seed": 1,
    "format": "json",
    "metric": "aligned_share",
    "scope": "city, secondary",
    "since": 2023,
    "until": 2024,
    "lead": "school:jiahe-vocational",
    "fields": "sector:silver,sector:electronics",
    "weights": "industry=2,county=1",
    "in_county": "county:431024",
}
LONG, TEXT = 700, 80
"""A response of more than ``LONG`` bytes is shown with one item per list and texts cut after ``TEXT`` characters. If that is too long too,
the document has only the address of the full response."""
FULL = "x-example"
_DUPLICATED = frozenset({"title", "description", "examples"})
"""Keys of a parameter that FastAPI repeats in its schema."""


def add(path: str, operation: dict[str, Any]) -> None:
    """Add the examples of an operation: parameters, request body and responses."""
    call = call_of(path, operation)
    for item in operation.get("parameters", ()):
        value = None if {"example", "examples"} & item.keys() else _of_parameter(path, item, call)
        if value is not None:
            item["example"] = value
        item.setdefault("description", item["schema"].get("description", ""))
        item["schema"] = {key: value for key, value in item["schema"].items() if key not in _DUPLICATED}
    if call.body is not None and "requestBody" in operation:
        _body(operation["requestBody"], call.body)
    for name, example in example_store.of(operation["operationId"]).items():
        _response(operation, name, example)


def _of_parameter(path: str, item: dict[str, Any], call: Call) -> Any:
    """Return the value in the example request, else the route's example, else a value for the name or the type."""
    schema, name = item["schema"], item["name"]
    values = {"path": call.path, "query": call.query}.get(item["in"], {})
    if name in values:
        return values[name]
    if schema.get("examples"):
        return schema["examples"][0]
    value = _of_name(path, name)
    return _of_schema(schema) if value is None else value


def _of_name(path: str, name: str) -> Any:
    if name == "ids":
        return example_id(label_at(path) or "School")
    if name == "data_version" and path == CITE:  # as a parameter of a read, the version of the example would be refused
        example = example_store.read("getMeta")
        return example and example["answer"]["meta"]["data_version"]
    return _BY_NAME.get(name) or next((value for label, value in THINGS.items() if label.lower() == name), None)


def _of_schema(schema: dict[str, Any]) -> Any:
    for kind in (schema, *schema.get("anyOf", ())):
        if kind.get("default") is not None:
            return kind["default"]
        if "enum" in kind or "const" in kind:
            return kind.get("const", kind.get("enum", [None])[0])
        if kind.get("type") == "boolean":
            return True
    return None


def _body(body: dict[str, Any], value: Any) -> None:
    for content in body["content"].values():
        if "examples" not in content and "example" not in content:
            content["example"] = value


def _response(operation: dict[str, Any], name: str, example: dict[str, Any]) -> None:
    content = operation["responses"].get(str(example["status"]), {}).get("content", {}).get(example["type"])
    if content is None:
        return
    request, value = f"{example['asked']['method']} {example['asked']['target']}", example["answer"]
    shortened = value if _size(value) <= LONG else _cut(value)
    if shortened != value or _size(value) > LONG:
        operation.setdefault(FULL, example_address(operation["operationId"], name))
    if _size(shortened) <= LONG:
        note = "" if shortened == value else " (shortened: one item per list, long texts cut)"
        content.setdefault("examples", {})[name] = {"summary": f"{request}{note}", "value": shortened}


def example_address(operation: str, name: str = MAIN) -> str:
    """Return the address of the full response of an example."""
    return f"{EXAMPLES}/{operation if name == MAIN else f'{operation}.{name}'}"


def _size(value: Any) -> int:
    return len(orjson.dumps(value))


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cut(item) for item in value[:1]]
    return f"{value[:TEXT]}…" if isinstance(value, str) and len(value) > TEXT else value
