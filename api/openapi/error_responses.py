"""Error responses: the problems each operation can return, each with a real example."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.dependencies import leased
from api.openapi import example_store, headers
from api.responses import problem_catalogue
from api.responses.problems import MEDIA_TYPE

_REFUSALS: dict[str, tuple[str, str]] = {
    "400": ("BadRequest", "The request is malformed."),
    "401": ("KeyNeeded", "An API key is required, or the key is not valid."),
    "403": ("KeyTooWeak", "The key does not have the required scope."),
    "404": ("NotFound", "Not found. `nearest` lists similar names."),
    "406": ("NotAcceptable", "None of the formats in `Accept` is supported here."),
    "408": ("TooSlow", "The request did not arrive in time."),
    "409": ("DataChanged", "The data changed after this cursor was issued. Start again with `cursor=*`."),
    "413": ("TooLarge", "The request body is too large."),
    "414": ("AddressTooLong", "The URL is too long."),
    "415": ("WrongMediaType", "The media type of the request body is not supported."),
    "421": ("UnknownHost", "The host name is not allowed on this server."),
    "422": ("Unprocessable", "The input is not valid. `errors` lists each invalid field and what is valid."),
    "429": ("TooMany", "Too many requests. See `Retry-After`."),
    "431": ("HeadersTooLarge", "The request headers are too large."),
    "500": ("Unforeseen", "Internal error. The server log has the details under `request_id`."),
    "503": ("Unavailable", "The database is unavailable or loading, or the server is at capacity. See `Retry-After`."),
    "504": ("TimedOut", "The query exceeded its time limit."),
}
ALWAYS = ("401", "403", "408", "414", "421", "422", "429", "431", "500", "503")
"""Statuses that middleware can return for every route: host, key, size, rate and time limits, parameter names."""
OPEN = frozenset({"/healthz", "/readyz"})
"""Probes need no key and have no rate limit."""
_GUARDED = frozenset({"401", "403", "429"})


def declare(components: dict[str, Any]) -> None:
    """Declare each error response once, in the components."""
    examples = example_store.read(example_store.PROBLEMS) or {}
    responses = components.setdefault("responses", {})
    for status in sorted(_possible()):
        name, description = _REFUSALS[status]
        content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
        if status in examples:
            content["examples"] = {"problem": {"summary": examples[status]["title"], "value": examples[status]}}
        responses[name] = {"description": description, "headers": headers.of_refusal(name), "content": {MEDIA_TYPE: content}}


def add(path: str, operation: dict[str, Any], *, database: bool) -> None:
    """Add the error responses of an operation. Responses declared by its route are kept and get the problem body if they have none."""
    declared = operation["responses"]
    for status in _possible() & set(_statuses(path, operation, database=database)):
        declared.setdefault(status, {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"})
    for status, response in declared.items():
        if status in _possible() and "$ref" not in response and not _is_problem(response):
            description = response.get("description") or _REFUSALS[status][1]
            declared[status] = {"$ref": f"#/components/responses/{_REFUSALS[status][0]}", "description": description}
    operation["responses"] = dict(sorted(declared.items()))


@cache
def _possible() -> frozenset[str]:
    """Return the statuses that at least one problem type uses."""
    return frozenset(_REFUSALS) & {str(page.status) for page in problem_catalogue.ALL.values()}


def _is_problem(response: dict[str, Any]) -> bool:
    return MEDIA_TYPE in response.get("content", {})


def _statuses(path: str, operation: dict[str, Any], *, database: bool) -> Iterator[str]:
    yield from (status for status in ALWAYS if not (path in OPEN and status in _GUARDED))
    names = {item["name"] for item in operation.get("parameters", ())}
    if "{" in path or names & {"id", "of"}:
        yield "404"
    if names & {"cursor", "data_version"}:
        yield "409"
    if "format" in names:
        yield "406"
    if "requestBody" in operation:
        yield from ("400", "413", "415")
    if database:
        yield "504"


def paths_with_database(app: FastAPI) -> set[str]:
    """Return the paths whose routes depend on a store."""
    paths = set()
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        if dependant is not None and _depends_on_store(dependant):
            paths.add(str(route.path_format))
    return paths


def _depends_on_store(dependant: Any) -> bool:
    return dependant.call is leased or any(_depends_on_store(sub) for sub in dependant.dependencies)
