"""``POST /v1/cypher``: read-only Cypher for people who know it, and ``/v1/schema``: what there is to ask it about.

The body is read by hand: its size and depth are bounded before it is parsed, and a page of another origin cannot send it without asking
the browser first, because nothing but ``application/json`` is taken.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field
from starlette.exceptions import HTTPException

from api.deps import StoreDep
from api.models import Shape
from api.parameters.selection import refuse_unknown
from api.responses.canonical_url import cite_link
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


class CypherMeta(Shape):
    """About the answer itself."""

    count: int = Field(ge=0, description="Rows in this answer.")
    data_version: str = Field(description="Hash of the data that was answered from.")
    ms: float = Field(ge=0, description="Milliseconds that it took, waiting included.")


class CypherAnswer(Shape):
    """The rows of a query. Values that JSON does not hold are objects with `$type`; docs/console.md lists their forms."""

    meta: CypherMeta
    columns: list[str] = Field(description="Names of the columns, in the order of RETURN.")
    rows: list[list[Any]] = Field(description="A list of values for each row, in the order of the columns.")
    truncated: bool = Field(description="Whether there are more rows than this answer holds.")
    truncated_by: str | None = Field(default=None, description="What cut it: `rows` or `bytes`.")
    plan: dict[str, Any] | None = Field(default=None, description="After EXPLAIN or PROFILE: operator, details, rows, children.")


class ConsoleLimits(Shape):
    """What one query may be and cost; docs/console.md has all of them."""

    seconds: float = Field(description="Time, planning included.")
    rows: int = Field(description="Rows of an answer at most.")
    answer_bytes: int = Field(description="Bytes of an answer at most.")
    query_bytes: int = Field(description="Bytes of a query at most.")
    memory: str = Field(description="Memory of a query, as Neo4j writes it.")


class ConsoleItem(Shape):
    """Whether the console is there for who asks this."""

    allowed: bool
    detail: str | None = Field(description="Why not.")
    scope: str | None = Field(
        description="Scope of a key that would open it to who asks this; null where it is open, and where no key would."
    )
    limits: ConsoleLimits


class ConsoleMeta(Shape):
    """About the answer itself; it says nothing of the data, and cannot be cited."""

    count: int


class ConsoleAnswer(Shape):
    """Whether queries are taken, and within which limits."""

    meta: ConsoleMeta
    results: list[ConsoleItem]


class PropertyItem(Shape):
    """A property."""

    name: str
    type: str = Field(description="Type in Cypher.")
    used: int = Field(ge=0, description="How many nodes or relationships have it.")
    indexed: bool
    about: str
    about_zh: str
    choices: list[str] = Field(description="The only values it has, when they are few.")


class LabelItem(Shape):
    """A label; every node has the label `Thing` besides."""

    label: str
    title: str
    title_zh: str
    count: int = Field(ge=0)
    properties: list[PropertyItem]
    examples: list[str] = Field(description="Queries that run.")


class PatternItem(Shape):
    """Relationships of a type from one label to another."""

    start: str
    end: str
    count: int = Field(ge=0)
    examples: list[str] = Field(description="Queries that run.")


class TypeItem(Shape):
    """A type of relationships."""

    type: str
    title: str
    title_zh: str
    count: int = Field(ge=0)
    properties: list[PropertyItem]
    patterns: list[PatternItem]


class SearchItem(Shape):
    """The full-text index over all names."""

    index: str
    label: str
    examples: list[str]


class SchemaItem(Shape):
    """What there is."""

    labels: list[LabelItem]
    relationships: list[TypeItem]
    search: SearchItem


class SchemaMeta(Shape):
    """About the answer itself."""

    count: int
    data_version: str
    cite: str | None = Field(default=None, description="Address of the citation of this answer.")


class SchemaAnswer(Shape):
    """The schema, as declared and as it is in use."""

    meta: SchemaMeta
    results: list[SchemaItem]


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
        raise BadValueError("The body is no JSON, or is nested too deeply.", pointer="/body", mend='Send {"query": "..."}.') from problem
    return _read(given)


def _read(given: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(given, dict) or not isinstance(given.get("query"), str):
        raise BadValueError("The body must be an object with a text 'query'.", pointer="/body/query", mend='Send {"query": "..."}.')
    odd = sorted(set(given) - {"query", "parameters"})
    if odd:
        raise BadValueError(f"The body has no '{odd[0][:40]}'.", pointer="/body", mend="It has query and parameters.")
    parameters = given.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise BadValueError("The parameters must be an object.", pointer="/body/parameters", mend='Send {"name": value}.')
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
