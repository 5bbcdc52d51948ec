"""Examples in the document: of every parameter, of every body that is sent, and of every answer (a real one)."""

from __future__ import annotations

from typing import Any

from api.examples import store
from api.examples.calls import THINGS, Call, call_of

_BY_NAME: dict[str, Any] = {
    "origin": "documented,reference",
    "as_of": "2024-06-30",
    "cursor": "*",
    "year": 2024,
    "to": 2025,
    "metric": "aligned_share",
}
SHOWN = 3
"""Results of an example that are shown in the document."""


def add(path: str, operation: dict[str, Any]) -> None:
    """Add the examples of an operation."""
    call = call_of(path, operation)
    for item in operation.get("parameters", ()):
        if "example" not in item and "examples" not in item:
            item["example"] = _of_parameter(item, call)
        item.setdefault("description", item["schema"].get("description", ""))
    if call.body is not None and "requestBody" in operation:
        _body(operation["requestBody"], call.body)
    found = store.read(operation["operationId"])
    if found is not None:
        _answer(operation, found)


def _of_parameter(item: dict[str, Any], call: Call) -> Any:
    """The value of the call that stands for the operation, else what the route gives, else what fits its type."""
    schema, name = item["schema"], item["name"]
    given = {"path": call.path, "query": call.query}.get(item["in"], {})
    if name in given:
        return given[name]
    if schema.get("examples"):
        return schema["examples"][0]
    if name in _BY_NAME:
        return _BY_NAME[name]
    thing = next((value for label, value in THINGS.items() if label.lower() == name), None)
    if thing is not None:
        return thing
    return _of_schema(schema)


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


def _answer(operation: dict[str, Any], found: dict[str, Any]) -> None:
    content = operation["responses"].get(str(found["status"]), {}).get("content", {}).get(found["type"])
    if content is not None:
        asked, (value, left) = found["asked"], _shortened(found["answer"])
        summary = f"{asked['method']} {asked['target']}" + (f" ({left} more results left out here)" if left else "")
        content["examples"] = {"answer": {"summary": summary, "value": value}}


def _shortened(value: Any) -> tuple[Any, int]:
    """An answer that cannot be asked for in pages, with its first results only, and how many were left out."""
    results = value.get("results") if isinstance(value, dict) else None
    if not isinstance(results, list) or len(results) <= SHOWN:
        return value, 0
    return value | {"results": results[:SHOWN]}, len(results) - SHOWN
