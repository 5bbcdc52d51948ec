"""Assemble the OpenAPI document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.openapi import deprecated, error_responses, examples, file_formats, headers, links, pins, security, shared, short_schemas, tags
from api.openapi.operations import operations
from api.schemas.base import Problem

_SUMMARY = "Schools, programs, enterprises and alliances of a region as one graph. Every row has a source."
_ABOUT = """
A response is `{"meta": {...}, "results": [...]}`. `meta` contains the number of rows, whether there are more (`truncated`,
`next_cursor`), the data version (`data_version`), and how many rows are `documented`, `reference`, `inferred` or `simulated`.
Every row carries its own `origin`. Simulated rows are generated, not real: `origin=documented,reference` excludes them.

Every response has `X-Request-ID`; where requests are limited, `RateLimit` and `RateLimit-Policy`. A read has an `ETag`: send it as
`If-None-Match`.

Errors are RFC 9457 problems (`application/problem+json`): `type` is the URL of a page that explains the problem, `errors` lists the
invalid fields. 429 and 503 carry `Retry-After`. Unknown parameters are rejected, not ignored.

`x-example` is the address of the full response to the example request of an operation, where the response is too long for this document.

The conventions and tested recipes are in `docs/api.md`.
""".strip()


def document(app: FastAPI) -> dict[str, Any]:
    """Return the complete OpenAPI document of an application."""
    spec = get_openapi(
        title=app.title,
        version=app.version,
        summary=_SUMMARY,
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": "/", "description": "This server."}],
        contact={"name": "The operator of this server"},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = spec.setdefault("components", {})
    _problem(components.setdefault("schemas", {}))
    headers.declare(components)
    error_responses.declare(components)
    security.declare(spec)
    for path, method, operation in operations(spec):
        operation.setdefault("description", operation.get("summary", ""))
        operation["responses"]["200"]["description"] = "Success."
        pins.add(path, method, operation)
        file_formats.add(operation)
        examples.add(path, operation)
        error_responses.add(path, operation)
        deprecated.mark(operation)
        headers.add(path, method, operation)
        security.add(path, operation)
    links.add(spec)
    spec["tags"] = tags.ordered(spec)
    shared.share(spec)
    short_schemas.shorten(components["schemas"])
    return spec


def _problem(schemas: dict[str, Any]) -> None:
    """Replace FastAPI's error schemas with the ``Problem`` schema."""
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
