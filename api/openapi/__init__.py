"""The OpenAPI document: what FastAPI derives from the routes, plus examples, errors, headers, links, security and tags.

Routes declare their parameters and responses. The rest is added here by rules that apply to every route, present and future: an example
of each parameter and response, every possible problem response, the response headers, links to follow-up requests, the security schemes
and the ordered tags. Last, :mod:`api.openapi.shared` and :mod:`api.openapi.short_schemas` shorten the document: what operations and schemas
share is stated once and referred to. ``python -m tools.write_openapi > tests/api/openapi.json`` writes the committed copy.
"""

from __future__ import annotations

import threading
from typing import Any

import orjson
from fastapi import FastAPI

from api.openapi import served
from api.openapi.document import document

__all__ = ["document", "install", "render"]


def install(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json``. It is assembled at the first request for it: that takes as long as the rest of the start."""
    lock = threading.Lock()

    def assembled() -> dict[str, Any]:
        with lock:
            if app.openapi_schema is None:
                app.openapi_schema = document(app)
            return app.openapi_schema

    app.openapi = assembled  # type: ignore[method-assign]
    served.install(app)


def render(app: FastAPI) -> bytes:
    """Return the document as committed: sorted keys, indented, with a trailing newline."""
    return orjson.dumps(document(app), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
