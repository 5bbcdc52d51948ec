"""Links from a response to follow-up requests: list to entity, entity to relationships, page to next page."""

from __future__ import annotations

from typing import Any

from api.openapi.operations import operations
from seed.model import NODES

_FIRST = "$response.body#/results/0/id"
_NEXT = "$response.body#/meta/next_cursor"


def add(spec: dict[str, Any]) -> None:
    """Add the links of every list and every entity."""
    by_path = {path: operation for path, method, operation in operations(spec) if method == "get"}
    for cls in NODES.values():
        base, one = f"/v1/{cls.path}", f"/v1/{cls.path}/{{id}}"
        below = {path: operation for path, operation in by_path.items() if path.startswith(one)}
        if base in by_path:
            _link(by_path[base], {operation["operationId"]: {"id": _FIRST} for operation in below.values()})
            _link(by_path[base], {by_path[base]["operationId"]: {"cursor": _NEXT}})
        if one in by_path and "/v1/relationships/{id}" in by_path:
            evidence = by_path["/v1/relationships/{id}"]["operationId"]
            _link(by_path[one], {evidence: {"id": "$response.body#/relationships/results/0/id"}})


def _link(operation: dict[str, Any], targets: dict[str, dict[str, str]]) -> None:
    response = operation["responses"].get("200")
    if response is None or "$ref" in response:
        return
    for name, parameters in targets.items():
        response.setdefault("links", {})[name] = {"operationId": name, "parameters": parameters}
