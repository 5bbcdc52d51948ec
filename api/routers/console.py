"""``POST /v1/cypher``: read-only Cypher for people who know it, and ``/v1/schema``: what there is to ask it about.

The body is read by hand: its size and depth are bounded before it is parsed, and a page of another origin cannot send it without asking
the browser first, because nothing but ``application/json`` is taken.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.dependencies import StoreDep
from api.parameters.selection import refuse_unknown
from api.responses.canonical_url import cite_link
from api.schemas.console import ConsoleAnswer, ConsoleLimits, CypherAnswer, SchemaAnswer
from api.security.access_policy import is_loopback
from graph.console.example_queries import EXAMPLE
from graph.console.schema_overview import Overview
from graph.console.shared_service import SharedConsole
from graph.console.validation.limits import LIMITS
from graph.errors import BadValueError, ConsoleOffError, ConsoleRefusedError

SCOPE = "console"
_CLOSED = "The query console is open on a loopback address, or to a key with the scope 'console'."
_EXAMPLE = {
    "query": EXAMPLE,
    "parameters": {"status": "active"},
}
_QUERY = (
    f"One reading statement of Cypher, at most {LIMITS.query_bytes} bytes. It may begin with CYPHER 5 or CYPHER 25, EXPLAIN or PROFILE."
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["query"],
    "properties": {
        "query": {"type": "string", "minLength": 1, "maxLength": LIMITS.query_bytes, "description": _QUERY},
        "parameters": {
            "type": "object",
            "maxProperties": LIMITS.parameters,
            "description": f"Values of the query's parameters; at most {LIMITS.parameter_bytes} bytes as JSON.",
        },
    },
}
_BODY: dict[str, Any] = {"required": True, "content": {"application/json": {"schema": _SCHEMA, "example": _EXAMPLE}}}


def _may(request: Request) -> bool:
    scopes = getattr(request.state, "scopes", None)
    return is_loopback(request.client.host if request.client else "") if scopes is None else SCOPE in scopes


async def _admitted(request: Request) -> None:
    """Only on a loopback address, or with a key that may."""
    if not _may(request):
        raise ConsoleOffError(_CLOSED)


def _why_off(console: SharedConsole, version: str, packages: Any) -> str | None:
    """Why nobody at all can ask queries; None when they can be asked."""
    try:
        console.offered(version, packages)
    except ConsoleOffError as off:
        return off.detail
    return None


async def _body(request: Request) -> tuple[str, dict[str, Any]]:
    """The query and its parameters."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "Send application/json.")
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > LIMITS.body_bytes:
            raise ConsoleRefusedError(f"The body has more than {LIMITS.body_bytes} bytes.", pointer="/body")
    try:
        given = orjson.loads(content)
    except ValueError as problem:
        raise BadValueError("The body is no JSON, or is nested too deeply.", pointer="/body", hint='Send {"query": "..."}.') from problem
    return _read(given)


def _read(given: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(given, dict) or not isinstance(given.get("query"), str):
        raise BadValueError("The body must be an object with a text 'query'.", pointer="/body/query", hint='Send {"query": "..."}.')
    odd = sorted(set(given) - {"query", "parameters"})
    if odd:
        raise BadValueError(f"The body has no '{odd[0][:40]}'.", pointer="/body", hint="It has query and parameters.")
    parameters = given.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise BadValueError("The parameters must be an object.", pointer="/body/parameters", hint='Send {"name": value}.')
    return given["query"], parameters or {}


def router(console: SharedConsole) -> APIRouter:
    """The console and its schema."""
    overviews = Overview()

    async def cypher(store: StoreDep, given: Annotated[tuple[str, dict[str, Any]], Depends(_body)]) -> Response:
        """Run one reading statement on a copy of the data, within limits of time, memory and size.

        The copy is made and started with the first query: until it is ready, a query waits, and gets 503 with Retry-After when that takes
        longer than half a minute.
        """
        began = time.monotonic()
        query, parameters = given
        version, packages = store.version, (await store.meta())["packages"]
        answer = await console.ask(query, parameters, version, packages)
        meta = {"count": answer.rows, "data_version": version, "ms": round(1000 * (time.monotonic() - began), 1)}
        headers = {"Cache-Control": "no-store"}
        content = b'{"meta":' + orjson.dumps(meta) + b"," + answer.content[1:]
        return Response(content, media_type="application/json", headers=headers)

    async def offered(request: Request, store: StoreDep) -> Response:
        """Whether `POST /v1/cypher` takes a query from who asks this, and why not. It starts nothing."""
        version, packages = store.version, (await store.meta())["packages"]
        off, may = _why_off(console, version, packages), _may(request)
        detail = off if may else _CLOSED
        scope = SCOPE if off is None and not may else None
        limits = {name: getattr(LIMITS, name) for name in ConsoleLimits.model_fields}
        row = {"allowed": detail is None, "detail": detail, "scope": scope, "limits": limits}
        # It depends on the caller, which no kept answer may.
        headers = {"Cache-Control": "no-store"}
        content = orjson.dumps({"meta": {"count": 1}, "results": [row]})
        return Response(content, media_type="application/json", headers=headers)

    async def schema(store: StoreDep) -> Response:
        """Labels, properties and relationship patterns with their counts, and example queries for each."""
        version, found = await overviews.get(store)
        meta = {"count": 1, "data_version": version, "cite": cite_link(version)}
        return Response(orjson.dumps({"meta": meta, "results": [found]}), media_type="application/json")

    made = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["console"])
    made.add_api_route(
        "/cypher",
        cypher,
        methods=["POST"],
        operation_id="runCypher",
        response_model=CypherAnswer,
        summary="Ask in Cypher",
        dependencies=[Depends(_admitted)],
        openapi_extra={"requestBody": _BODY},
    )
    made.add_api_route(
        "/console", offered, operation_id="getConsole", response_model=ConsoleAnswer, summary="Whether Cypher may be asked, and the limits"
    )
    made.add_api_route(
        "/schema", schema, operation_id="getSchema", response_model=SchemaAnswer, summary="Labels, properties, patterns, example queries"
    )
    return made
