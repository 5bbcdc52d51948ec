"""Puts the document together."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.openapi import error_responses, examples, file_formats, headers, links, security, tags
from api.openapi.operations import operations
from api.schemas.base import Problem

_SUMMARY = "Schools, programs, enterprises and alliances of a region as one graph, with a source for every row."
_ABOUT = """
An answer is `{"meta": {...}, "results": [...]}`. `meta` says how many rows there are, whether there are more (`truncated`,
`next_cursor`), which data they were taken from (`data_version`), and how many of them are `documented`, `reference`, `inferred` or
`simulated`; every row says it of itself. Simulated rows are generated and no facts: `origin=documented,reference` leaves them out.

Errors are RFC 9457 problems (`application/problem+json`): `type` is the address of a page that explains it, `errors` says where the
input does not fit. 429 and 503 carry `Retry-After`. Unknown parameters are refused, never ignored.

The conventions on one page, with recipes that are run by a test: `docs/api.md`.
""".strip()


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an application."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary=_SUMMARY,
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": "/", "description": "This server."}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = made.setdefault("components", {})
    _problem(components.setdefault("schemas", {}))
    headers.declare(components)
    error_responses.declare(components)
    security.declare(made)
    needs_database = error_responses.paths_with_database(app)
    for path, method, operation in operations(made):
        operation.setdefault("description", operation.get("summary", ""))
        operation["responses"]["200"]["description"] = operation["summary"]  # for the framework's "Successful Response"
        file_formats.add(operation)
        examples.add(path, operation)
        error_responses.add(path, operation, database=path in needs_database)
        headers.add(path, method, operation)
        security.add(path, operation)
    links.add(made)
    made["tags"] = tags.ordered(made)
    return made


def _problem(schemas: dict[str, Any]) -> None:
    """Our problems in the place of FastAPI's own error bodies."""
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
