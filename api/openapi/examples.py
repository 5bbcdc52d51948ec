"""Examples in the document: of every parameter, of every body that is sent, and of every answer (a real one)."""

from __future__ import annotations

from typing import Any

import orjson

from api.openapi import example_store
from api.openapi.example_calls import THINGS, Call, call_of, label_at

_BY_NAME: dict[str, Any] = {
    "origin": "documented,reference",
    "as_of": "2024-06-30",
    "cursor": "*",
    "year": 2024,
    "to": 2025,
    "seed": 1,
    "format": "json",
    "metric": "aligned_share",
    "since": 2023,
    "until": 2024,
    "lead": "school:jiahe-vocational",
    "fields": "sector:silver,sector:electronics",
    "weights": "industry=2,county=1",
    "in_county": "county:431024",
}
SHOWN, LONG = 2, 6000
"""Items of each list in an answer of more than so many bytes that the document shows; ``api/openapi/answers`` has all of it."""
_SAID = frozenset({"title", "description", "examples"})
"""What a parameter says itself; FastAPI writes it into its schema a second time."""


def add(path: str, operation: dict[str, Any]) -> None:
    """Add the examples of an operation."""
    call = call_of(path, operation)
    for item in operation.get("parameters", ()):
        if "example" not in item and "examples" not in item:
            item["example"] = _of_parameter(path, item, call)
        item.setdefault("description", item["schema"].get("description", ""))
        item["schema"] = {key: value for key, value in item["schema"].items() if key not in _SAID}
    if call.body is not None and "requestBody" in operation:
        _body(operation["requestBody"], call.body)
    for word, found in example_store.of(operation["operationId"]).items():
        _answer(operation, word, found)


def _of_parameter(path: str, item: dict[str, Any], call: Call) -> Any:
    """The value of the call that stands for the operation, else what the route gives, else what fits its name or its type."""
    schema, name = item["schema"], item["name"]
    given = {"path": call.path, "query": call.query}.get(item["in"], {})
    if name in given:
        return given[name]
    if schema.get("examples"):
        return schema["examples"][0]
    known = _of_name(path, name)
    return _of_schema(schema) if known is None else known


def _of_name(path: str, name: str) -> Any:
    if name == "ids":
        return THINGS[label_at(path) or "School"]
    if name == "data_version":
        served = example_store.read("getMeta")
        return served and served["answer"]["meta"]["data_version"]
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


def _answer(operation: dict[str, Any], word: str, found: dict[str, Any]) -> None:
    content = operation["responses"].get(str(found["status"]), {}).get("content", {}).get(found["type"])
    if content is not None:
        asked, (value, cut) = found["asked"], _shortened(found["answer"])
        summary = f"{asked['method']} {asked['target']}" + (f" (lists are cut to {SHOWN} items here)" if cut else "")
        content.setdefault("examples", {})[word] = {"summary": summary, "value": value}


def _shortened(value: Any) -> tuple[Any, bool]:
    """An answer as it is; a long one with the first items of each list, and whether anything was left out."""
    if len(orjson.dumps(value)) <= LONG:
        return value, False
    return _cut(value), True


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(item) for key, item in value.items()}
    return [_cut(item) for item in value[:SHOWN]] if isinstance(value, list) else value
