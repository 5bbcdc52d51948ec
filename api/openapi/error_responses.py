"""Error responses: the problems each operation can return, each with a real example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from api.openapi import example_store, headers
from api.responses import problem_catalogue
from api.responses.canonical_url import CITE
from api.responses.problems import MEDIA_TYPE

_REFUSALS: dict[str, tuple[str, str]] = {
    "400": ("BadRequest", "The request is malformed."),
    "401": ("KeyNeeded", "An API key is required, or the key is not valid."),
    "403": ("KeyTooWeak", "The key does not have the required scope."),
    "404": ("NotFound", "Not found. `nearest` lists similar names."),
    "406": ("NotAcceptable", "None of the formats in `Accept` is supported here."),
    "408": ("TooSlow", "The request did not arrive in time."),
    "409": (
        "DataChanged",
        "The data of this cursor or `data_version` is no longer served. `hint` says how to go on.",
    ),
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
OPEN = frozenset({"/healthz", "/readyz", "/v1/model"})
"""Probes need no key and have no rate limit."""
_OTHER = "Failure"
_ANYWHERE = ("401", "403", "408", "409", "414", "421", "429", "431", "500", "503", "504")
"""Statuses that any operation can return, whatever it does: host, key, size, rate and time limits, and ``data_version``. They are the
``default`` response."""


def declare(components: dict[str, Any]) -> None:
    """Declare each error response once, in the components."""
    responses = components.setdefault("responses", {})
    for status in sorted(_possible()):
        name, description = _REFUSALS[status]
        responses[name] = _response(name, description, [status])
    listed = [f"* {status}: {_REFUSALS[status][1]}" for status in _ANYWHERE if status in _possible()]
    responses[_OTHER] = _response(_OTHER, "\n".join(["Any other problem:", "", *listed]), _ANYWHERE)


def _response(name: str, description: str, statuses: Iterable[str]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    stored = example_store.read(example_store.PROBLEMS) or {}
    shown = {status: stored[status] for status in statuses if status in stored}
    if examples := {f"problem{status}": {"summary": value["title"], "value": value} for status, value in shown.items()}:
        content["examples"] = examples
    return {"description": description, "headers": headers.of_refusal(name), "content": {MEDIA_TYPE: content}}


def add(path: str, operation: dict[str, Any]) -> None:
    """Add the error responses of an operation. Responses declared by its route are kept and get the problem body if they have none."""
    declared = operation["responses"]
    for status in _possible() & set(_statuses(path, operation)):
        declared.setdefault(status, {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"})
    for status, response in declared.items():
        if status in _possible() and "$ref" not in response and not _is_problem(response):
            declared[status] = {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"} | _own_description(response)
    operation["responses"] = dict(sorted(declared.items())) | {"default": {"$ref": f"#/components/responses/{_OTHER}"}}


def _own_description(response: dict[str, Any]) -> dict[str, str]:
    """Return the description that a route declares, but not the one that FastAPI adds."""
    description = response.get("description")
    return {} if description in {None, "Validation Error"} else {"description": description}


@cache
def _possible() -> frozenset[str]:
    """Return the statuses that at least one problem type uses."""
    return frozenset(_REFUSALS) & {str(page.status) for page in problem_catalogue.ALL.values()}


def _is_problem(response: dict[str, Any]) -> bool:
    return MEDIA_TYPE in response.get("content", {})


def _statuses(path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield "422"
    names = {item["name"] for item in operation.get("parameters", ())}
    if "{" in path or path.endswith("/audit") or names & {"id", "of"}:
        yield "404"
    if "cursor" in names or path == CITE:
        yield "409"
    if "format" in names:
        yield "406"
    if "requestBody" in operation:
        yield from ("400", "413", "415")
