"""The OpenAPI document: what FastAPI derives from the routes, plus examples, errors, headers, links, security and tags.

Routes declare their parameters and responses. The rest is added here by rules that apply to every route, present and future: an example
of each parameter and response, every possible problem response, the response headers, links to follow-up requests, the security schemes
and the ordered tags. ``python -m tools.write_openapi > tests/api/openapi.json`` writes the committed copy.
"""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import FastAPI

from api.openapi.document import document
from api.openapi.operations import operations

__all__ = ["document", "install", "parameters", "render"]


def parameters(spec: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Return the query parameter names of every documented path, over all methods."""
    names_by_path: dict[str, set[str]] = {}
    for path, _, operation in operations(spec):
        names_by_path.setdefault(path, set()).update(item["name"] for item in operation.get("parameters", ()) if item["in"] == "query")
    return {path: frozenset(names) for path, names in names_by_path.items()}


def install(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json`` and store the parameter names of each path in ``app.state.parameters``."""
    app.openapi = lambda: app.openapi_schema or document(app)  # type: ignore[method-assign]
    app.openapi_schema = app.openapi()
    app.state.parameters = parameters(app.openapi_schema)


def render(app: FastAPI) -> bytes:
    """Return the document as committed: sorted keys, indented, with a trailing newline."""
    return orjson.dumps(document(app), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
