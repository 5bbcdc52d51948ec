"""The OpenAPI document: what FastAPI derives from the routes, made whole.

The routes say what they take and return. Added here, by rules that hold for every route and so for one added tomorrow: an example of
each parameter and of each answer (:mod:`api.openapi`), every problem that may come instead, the headers, the links from an answer to
the next call, the key, and the tags in order. ``python -m api.openapi > tests/api/openapi.json`` writes the committed copy.
"""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import FastAPI

from api.openapi.document import document
from api.openapi.operations import operations

__all__ = ["document", "install", "parameters", "render"]


def parameters(made: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Names of the query parameters of every documented path, whatever the method."""
    found: dict[str, set[str]] = {}
    for path, _, operation in operations(made):
        found.setdefault(path, set()).update(item["name"] for item in operation.get("parameters", ()) if item["in"] == "query")
    return {path: frozenset(names) for path, names in found.items()}


def install(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json``, and remember which parameters each path knows."""
    app.openapi = lambda: app.openapi_schema or document(app)  # type: ignore[method-assign]
    app.openapi_schema = app.openapi()
    app.state.parameters = parameters(app.openapi_schema)


def render(app: FastAPI) -> bytes:
    """The document as it is committed: sorted keys, indented, one line feed at the end."""
    return orjson.dumps(document(app), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
