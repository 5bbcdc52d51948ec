"""``POST /v1/cypher``: read-only Cypher, ``/v1/console``: availability and limits, ``/v1/schema``: labels, properties and patterns.

The body is read manually: its size and depth are limited before it is parsed. Only ``application/json`` is accepted, so a page of
another origin cannot send it without a CORS preflight.
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
from api.responses.problems import HTTP_PROBLEMS
from api.schemas.console import ConsoleAnswer, ConsoleLimits, CypherAnswer, SchemaAnswer
from api.security.access_policy import is_loopback
from graph.console.example_queries import EXAMPLE
from graph.console.schema_overview import Overview
from graph.console.shared_service import SharedConsole
from graph.console.validation.limits import LIMITS
from graph.errors import BadValueError, ConsoleOffError
from seed.bilingual import Bilingual

SCOPE = "console"
_CLOSED = Bilingual(
    "The query console is available from a loopback address, or with a key that has the scope 'console'.",
    "查询控制台仅对本机回环地址开放，或需要具有“console”权限的密钥。",
)
_EXAMPLE = {
    "query": EXAMPLE,
    "parameters": {"status": "active"},
}
_QUERY = f"One read-only Cypher statement of at most {LIMITS.query_bytes} bytes. It may start with CYPHER 5, CYPHER 25, EXPLAIN or PROFILE."
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["query"],
    "properties": {
        "query": {"type": "string", "minLength": 1, "maxLength": LIMITS.query_bytes, "description": _QUERY},
        "parameters": {
            "type": "object",
            "maxProperties": LIMITS.parameters,
            "description": f"Query parameters by name, at most {LIMITS.parameter_bytes} bytes as JSON.",
        },
    },
}
_BODY: dict[str, Any] = {"required": True, "content": {"application/json": {"schema": _SCHEMA, "example": _EXAMPLE}}}


class _BodyTooLargeError(BadValueError):
    """The body exceeds the limit of the console."""

    (code, title, title_zh), status = HTTP_PROBLEMS[413], 413


def _allowed(request: Request) -> bool:
    scopes = getattr(request.state, "scopes", None)
    return is_loopback(request.client.host if request.client else "") if scopes is None else SCOPE in scopes


async def _admitted(request: Request) -> None:
    """Admit loopback clients and keys with the scope ``console``; raise ConsoleOffError otherwise."""
    if not _allowed(request):
        raise ConsoleOffError(_CLOSED)


def _why_off(console: SharedConsole, version: str, packages: Any) -> str | None:
    """Return why the console is unavailable to all clients; None if it is available."""
    try:
        console.offered(version, packages)
    except ConsoleOffError as off:
        return off.detail
    return None


async def _body(request: Request) -> tuple[str, dict[str, Any]]:
    """Read the request body; return the query and its parameters."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, Bilingual("The content type must be application/json.", "内容类型须为 application/json。"))
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > LIMITS.body_bytes:
            raise _BodyTooLargeError(
                Bilingual(f"The body exceeds {LIMITS.body_bytes:,} bytes.", f"请求正文超过 {LIMITS.body_bytes:,} 字节。"),
                pointer="/body",
                hint=Bilingual("Send a shorter query, or fewer parameters.", "请缩短查询，或减少参数。"),
            )
    try:
        body = orjson.loads(content)
    except ValueError as problem:
        raise BadValueError(
            Bilingual("The body is not valid JSON, or it is nested too deeply.", "请求正文不是有效的 JSON，或嵌套过深。"),
            pointer="/body",
            hint=Bilingual('Send {"query": "..."}.', '请发送 {"query": "..."}。'),
        ) from problem
    return _read(body)


def _read(body: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise BadValueError(
            Bilingual("The body must be an object with a string 'query'.", "请求正文须为对象，其中“query”为字符串。"),
            pointer="/body/query",
            hint=Bilingual('Send {"query": "..."}.', '请发送 {"query": "..."}。'),
        )
    unknown = sorted(set(body) - {"query", "parameters"})
    if unknown:
        raise BadValueError(
            Bilingual(f"Unknown field '{unknown[0][:40]}' in the body.", f"请求正文中有未知字段“{unknown[0][:40]}”。"),
            pointer="/body",
            hint=Bilingual("Valid fields: query, parameters.", "可用字段：query、parameters。"),
        )
    parameters = body.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise BadValueError(
            Bilingual("'parameters' must be an object.", "“parameters”须为对象。"),
            pointer="/body/parameters",
            hint=Bilingual('Send {"name": value}.', '请发送 {"name": value}。'),
        )
    return body["query"], parameters or {}


def router(console: SharedConsole) -> APIRouter:
    """Return the router of the console and its schema."""
    overviews = Overview()

    async def cypher(store: StoreDep, body: Annotated[tuple[str, dict[str, Any]], Depends(_body)]) -> Response:
        """Run one read-only statement on a copy of the data, with limits on time, memory and size.

        The first query creates and starts the copy. Queries wait until it is ready; after 11 seconds they get 503 with
        Retry-After. No query takes longer than 20 seconds.
        """
        started = time.monotonic()
        query, parameters = body
        version, packages = store.version, (await store.meta())["packages"]
        answer = await console.ask(query, parameters, version, packages)
        meta = {"count": answer.rows, "data_version": version, "ms": round(1000 * (time.monotonic() - started), 1)}
        headers = {"Cache-Control": "no-store"}
        content = b'{"meta":' + orjson.dumps(meta) + b"," + answer.content[1:]
        return Response(content, media_type="application/json", headers=headers)

    async def availability(request: Request, store: StoreDep) -> Response:
        """Return whether this client may use `POST /v1/cypher`, the reason if not, and the limits. Does not start the console."""
        version, packages = store.version, (await store.meta())["packages"]
        off, allowed = _why_off(console, version, packages), _allowed(request)
        detail = off if allowed else _CLOSED
        scope = SCOPE if off is None and not allowed else None
        limits = {name: getattr(LIMITS, name) for name in ConsoleLimits.model_fields}
        row = {"allowed": detail is None, "detail": detail, "scope": scope, "limits": limits}
        # The response depends on the client and must not be cached.
        headers = {"Cache-Control": "no-store"}
        content = orjson.dumps({"meta": {"count": 1}, "results": [row]})
        return Response(content, media_type="application/json", headers=headers)

    async def schema(store: StoreDep) -> Response:
        """Return labels, properties and relationship patterns with their counts, and example queries for each."""
        version, schema_row = await overviews.get(store)
        meta = {"count": 1, "data_version": version, "cite": cite_link(version)}
        return Response(orjson.dumps({"meta": meta, "results": [schema_row]}), media_type="application/json")

    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["console"])
    api_router.add_api_route(
        "/cypher",
        cypher,
        methods=["POST"],
        operation_id="runCypher",
        response_model=CypherAnswer,
        summary="Run a Cypher query",
        dependencies=[Depends(_admitted)],
        openapi_extra={"requestBody": _BODY},
    )
    api_router.add_api_route(
        "/console", availability, operation_id="getConsole", response_model=ConsoleAnswer, summary="Get console availability and limits"
    )
    api_router.add_api_route(
        "/schema",
        schema,
        operation_id="getSchema",
        response_model=SchemaAnswer,
        summary="Get labels, properties, patterns and example queries",
    )
    return api_router
