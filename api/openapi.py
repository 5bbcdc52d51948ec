"""The OpenAPI document: what FastAPI derives from the routes, with our problems in the place of its own error bodies.

``python -m api.openapi > tests/api/openapi.json`` writes the committed copy.
"""

from __future__ import annotations

import sys
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.models import Problem
from api.problems import MEDIA_TYPE

_ABOUT = (
    "Schools, programs, counties, industries, enterprises and alliances of a region as one graph. Every row says where it comes from: "
    "`documented`, `reference`, `inferred` or `simulated`. Errors are RFC 9457 problems."
)
_REFUSALS = {
    "404": "There is no such thing.",
    "421": "This server does not answer to that host.",
    "422": "The input does not fit; `errors` says where.",
    "500": "Something unforeseen.",
    "503": "The database is away or being loaded; see Retry-After.",
    "504": "The time limit ended the query.",
}


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an application."""
    made = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=app.routes)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    for path in made["paths"].values():
        for operation in path.values():
            _describe_refusals(operation)
    return made


def _describe_refusals(operation: dict[str, Any]) -> None:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, about in _REFUSALS.items():
        refusal: dict[str, Any] = {"description": about, "content": content}
        if status == "503":
            refusal["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}
        operation["responses"][status] = refusal


def parameters(made: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Names of the query parameters of every documented path."""
    return {
        path: frozenset(item["name"] for item in operations["get"].get("parameters", ()) if item["in"] == "query")
        for path, operations in made["paths"].items()
        if "get" in operations
    }


def install(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json``, and remember which parameters each path knows."""
    app.openapi = lambda: app.openapi_schema or document(app)  # type: ignore[method-assign]
    app.openapi_schema = app.openapi()
    app.state.parameters = parameters(app.openapi_schema)


def render(app: FastAPI) -> bytes:
    """The document as it is committed: sorted keys, indented, one line feed at the end."""
    return orjson.dumps(document(app), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def main() -> None:
    """Print the document of the application as it stands."""
    from api.app import create_app  # noqa: PLC0415  # the application imports this module

    sys.stdout.buffer.write(render(create_app()))


if __name__ == "__main__":
    main()
