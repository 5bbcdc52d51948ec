"""What may come instead of an answer: which problem, by which operation, with a real one as its example."""

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
    "400": ("BadRequest", "The request cannot be understood."),
    "401": ("KeyNeeded", "A key is needed, or this one is not known."),
    "403": ("KeyTooWeak", "The key may not do this."),
    "404": ("NotFound", "There is no such thing; `nearest` has the nearest names."),
    "406": ("NotAcceptable", "None of the formats that `Accept` names is given here."),
    "408": ("TooSlow", "The request did not arrive in time."),
    "409": ("DataChanged", "The data changed since this cursor was given: begin again with `cursor=*`."),
    "413": ("TooLarge", "The body of the request is too large."),
    "414": ("AddressTooLong", "The address is too long."),
    "415": ("WrongMediaType", "The body is of a kind that is not taken here."),
    "421": ("UnknownHost", "This server does not answer to that host."),
    "422": ("Unprocessable", "The input does not fit; `errors` says where, and what would be right."),
    "429": ("TooMany", "Too many requests; see Retry-After."),
    "431": ("HeadersTooLarge", "The headers of the request are too large."),
    "500": ("Unforeseen", "Something unforeseen; the log has it under `request_id`."),
    "503": ("Unavailable", "The database is away or being loaded, or all places are taken; see Retry-After."),
    "504": ("TimedOut", "The time limit ended it."),
}
ALWAYS = ("401", "403", "408", "414", "421", "422", "429", "431", "500", "503")
"""What stands in front of every route can refuse with these: hosts, keys, limits, the clock of slow clients, names of parameters."""
OPEN = frozenset({"/healthz", "/readyz"})
"""Probes are asked without a key and are not counted."""
_GUARDED = frozenset({"401", "403", "429"})


def declare(components: dict[str, Any]) -> None:
    """Put each refusal into the components, once."""
    examples = example_store.read(example_store.PROBLEMS) or {}
    responses = components.setdefault("responses", {})
    for status in sorted(_possible()):
        name, about = _REFUSALS[status]
        content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
        if status in examples:
            content["examples"] = {"problem": {"summary": examples[status]["title"], "value": examples[status]}}
        responses[name] = {"description": about, "headers": headers.of_refusal(name), "content": {MEDIA_TYPE: content}}


def add(path: str, operation: dict[str, Any], *, database: bool) -> None:
    """Name what an operation may refuse with; what its route declares itself stays, with our body when it has none."""
    declared = operation["responses"]
    for status in _possible() & set(_statuses(path, operation, database=database)):
        declared.setdefault(status, {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"})
    for status, response in declared.items():
        if status in _possible() and "$ref" not in response and not _is_ours(response):
            about = response.get("description") or _REFUSALS[status][1]
            declared[status] = {"$ref": f"#/components/responses/{_REFUSALS[status][0]}", "description": about}
    operation["responses"] = dict(sorted(declared.items()))


@cache
def _possible() -> frozenset[str]:
    """Statuses that some kind of problem of ours has; the others cannot come."""
    return frozenset(_REFUSALS) & {str(page.status) for page in problem_catalogue.ALL.values()}


def _is_ours(response: dict[str, Any]) -> bool:
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
    """Paths whose routes take a store."""
    found = set()
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        if dependant is not None and _takes_store(dependant):
            found.add(str(route.path_format))
    return found


def _takes_store(dependant: Any) -> bool:
    return dependant.call is leased or any(_takes_store(below) for below in dependant.dependencies)
