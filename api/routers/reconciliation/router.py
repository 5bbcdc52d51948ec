"""``/reconcile``: the W3C Reconciliation Service API 0.2, used by OpenRefine and other clients to match a spreadsheet to the graph.

Paths and shapes follow the protocol: responses have no ``meta``, unknown parameters are ignored, and candidates carry their origin in
their description and their features. Errors are problem responses, as in the rest of the API.
"""

from __future__ import annotations

import asyncio
from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.dependencies import StoreDep, leased
from api.responses.envelope import send
from api.routers.reconciliation import requests
from api.routers.reconciliation import serializers as items
from api.schemas import reconciliation as shapes
from graph.database.reader import Store
from graph.errors import BadValueError, NotFoundError
from graph.queries.search import name_lookup
from graph.reconciliation import extension
from graph.reconciliation.index import Index, Thing
from graph.reconciliation.index_source import TYPES, Matcher
from graph.reconciliation.matcher import Query as MatchQuery
from graph.reconciliation.matcher import answer as answer_query
from graph.reconciliation.properties import COMPARED
from seed.bilingual import Bilingual
from seed.folding import fold
from seed.model import NODES

_FRAMED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""A preview is embedded in pages of other programs; it has no scripts and no forms."""
_QUERIES = Query(
    description=f"JSON object of queries by key, at most {requests.MOST_QUERIES}. Without `queries` and `extend`, returns the manifest.",
    examples=['{"q0": {"query": "桂阳县", "type": "County"}}'],
)
_EXTEND = Query(
    description=f"JSON object with entity `ids`, at most {requests.MOST_IDS}, and the `properties` to fetch for them.",
    examples=['{"ids": ["county:431021"], "properties": [{"id": "code"}]}'],
)
_PREFIX = Query(max_length=200, description="Beginning of the text to complete.", examples=["桂阳"])
_TYPE = Query(max_length=200, description="Entity type.", examples=["School"])
_ID = Query(min_length=1, max_length=200, description="Entity id.", examples=["county:431021"])
_LIMIT = Query(ge=1, le=200, description="Maximum number of items.", examples=[10])
_MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "The entity does not exist."}}
_BODY = {
    "required": True,
    "content": {
        requests.FORM: {
            "schema": {"type": "object", "properties": {"queries": {"type": "string"}, "extend": {"type": "string"}}},
            "example": {"queries": '{"q0": {"query": "桂阳县", "type": "County"}}'},
        },
        "application/json": {
            "schema": {"type": "object", "properties": {"queries": {"type": "object"}, "extend": {"type": "object"}}},
            "example": {"queries": {"q0": {"query": "桂阳县", "type": "County"}}},
        },
    },
}


def _matched(index: Index, queries_by_key: dict[str, MatchQuery | None]) -> dict[str, Any]:
    return {key: {"result": _candidates(index, query)} for key, query in queries_by_key.items()}


def _candidates(index: Index, query: MatchQuery | None) -> list[dict[str, Any]]:
    return [items.candidate(index, one) for one in answer_query(index, query)] if query else []


async def _answer(store: Store, matcher: Matcher, payload: dict[str, Any]) -> Response:
    if ("queries" in payload) == ("extend" in payload):
        raise BadValueError(
            Bilingual("Send either 'queries' or 'extend', not both.", "“queries”与“extend”只能发送其一。"),
            pointer="/body",
            hint=Bilingual("Send one of them, as JSON.", "请以 JSON 发送其中之一。"),
        )
    if "queries" in payload:
        queries_by_key = requests.queries(payload["queries"])
        index = await matcher.index(store)
        return send(await asyncio.to_thread(_matched, index, queries_by_key))
    extension_request = requests.extension(payload["extend"])
    index = await matcher.index(store)
    rows = await extension.extend(store, index, extension_request.ids, extension_request.properties, extension_request.most)
    by_id = extension.every_property()
    return send({"meta": [items.column(by_id[name]) for name in extension_request.properties], "rows": rows})


def _thing(index: Index, id: str) -> Thing:
    if id not in index.at:
        raise NotFoundError(Bilingual(f"'{id}' is not an entity that can be matched.", f"“{id}”不是可匹配的实体。"))
    return index.things[index.at[id]]


def _contains(prefix: str, *texts: str) -> bool:
    return any(fold(prefix) in fold(text) for text in texts)


class _Service:
    """The endpoints, which share one matcher."""

    def __init__(self) -> None:
        self.matcher = Matcher()

    async def ask(
        self,
        request: Request,
        queries: Annotated[str | None, _QUERIES] = None,
        extend: Annotated[str | None, _EXTEND] = None,
    ) -> Response:
        """Return the manifest, or the results of `queries` or `extend` in the URL. Use POST for longer requests."""
        payload = {name: text for name, text in (("queries", queries), ("extend", extend)) if text is not None}
        if not payload:
            return send(items.manifest(str(request.base_url).rstrip("/")))
        return await self._read({name: requests.parsed(text, f"/{name}") for name, text in payload.items()}, request)

    async def post(self, request: Request) -> Response:
        """Match a batch of queries, or fetch columns for matched entities. The body is a form with a JSON field, or JSON."""
        return await self._read(await requests.payload(request), request)

    async def _read(self, payload: dict[str, Any], request: Request) -> Response:
        return await _answer(await leased(request), self.matcher, payload)

    async def entities(
        self,
        store: StoreDep,
        prefix: Annotated[str, _PREFIX] = "",
        type: Annotated[str | None, _TYPE] = None,
        limit: Annotated[int, _LIMIT] = 10,
    ) -> Response:
        """Return entities whose name starts with, contains or sounds like the prefix."""
        labels = requests.types(type, "/query/type") or TYPES
        index = await self.matcher.index(store)
        hits = await name_lookup.search(store, prefix, labels=labels, limit=limit * 2, names_only=True) if prefix.strip() else []
        things = [index.things[index.at[row["id"]]] for row in hits if row["id"] in index.at][:limit]
        return send({"result": [items.suggested(index, thing) for thing in things]})

    async def kinds(self, prefix: Annotated[str, _PREFIX] = "", limit: Annotated[int, _LIMIT] = 50) -> Response:
        """Return the types that can be matched."""
        matching = [items.kind(label) for label in TYPES if _contains(prefix, label, NODES[label].title, NODES[label].title_zh)]
        return send({"result": matching[:limit]})

    async def properties(
        self, prefix: Annotated[str, _PREFIX] = "", type: Annotated[str | None, _TYPE] = None, limit: Annotated[int, _LIMIT] = 50
    ) -> Response:
        """Return properties; those used in matching come first."""
        labels = requests.types(type, "/query/type") or TYPES
        by_id = {item.id: item for label in labels for item in extension.properties_of(label)}
        matching = [item for item in by_id.values() if _contains(prefix, item.id, item.name)]
        return send({"result": items.listed(sorted(matching, key=lambda item: item.id not in COMPARED)[:limit])})

    async def propose(self, type: Annotated[str | None, _TYPE] = None, limit: Annotated[int, _LIMIT] = 50) -> Response:
        """Return the properties that can be fetched for a type."""
        labels = requests.types(type, "/query/type") or TYPES
        by_id = {item.id: item for label in labels for item in extension.properties_of(label)}
        return send({"type": type or "", "limit": limit, "properties": items.listed(list(by_id.values())[:limit])})

    async def flyout(self, request: Request, store: StoreDep, id: Annotated[str, _ID]) -> Response:
        """Return a short HTML summary of an entity."""
        index = await self.matcher.index(store)
        return send({"id": id, "html": items.html(index, _thing(index, id), str(request.base_url))})

    async def preview(self, request: Request, store: StoreDep, id: Annotated[str, _ID]) -> Response:
        """Return a small HTML page about an entity, for display beside a spreadsheet cell."""
        index = await self.matcher.index(store)
        thing = _thing(index, id)
        head = f'<meta charset="utf-8"><title>{escape(thing.title)}</title>'
        page = f"<!doctype html><html><head>{head}</head><body>{items.html(index, thing, str(request.base_url))}</body></html>"
        return HTMLResponse(page, headers={"Content-Security-Policy": _FRAMED})


def router() -> APIRouter:
    """Return the router of the reconciliation service."""
    api_router, service = APIRouter(prefix="/reconcile", tags=["reconciliation"]), _Service()
    whole: Any = shapes.Manifest | shapes.Extended | shapes.Batch
    part: Any = shapes.Extended | shapes.Batch
    api_router.add_api_route(
        "", service.ask, operation_id="reconcile", response_model=whole, summary="Get the manifest, or match names by URL"
    )
    api_router.add_api_route(
        "",
        service.post,
        methods=["POST"],
        operation_id="reconcileBatch",
        response_model=part,
        summary="Match names, or fetch columns",
        openapi_extra={"requestBody": _BODY},
    )
    # A client that was given the URL with a slash at its end appends its paths to that.
    api_router.add_api_route("/", service.ask, include_in_schema=False)
    api_router.add_api_route("/", service.post, methods=["POST"], include_in_schema=False)
    for path, endpoint, name, model, summary in (
        ("/suggest/entity", service.entities, "suggestEntity", shapes.Entities, "Complete an entity name"),
        ("/suggest/type", service.kinds, "suggestType", shapes.Kinds, "Complete a type name"),
        ("/suggest/property", service.properties, "suggestProperty", shapes.Properties, "Complete a property name"),
        ("/properties", service.propose, "proposeProperties", shapes.Proposed, "List the properties that can be fetched for a type"),
    ):
        api_router.add_api_route(path, endpoint, operation_id=name, response_model=model, summary=summary)
    for path, about, name, more, summary in (
        ("/flyout/entity", service.flyout, "flyoutEntity", {"response_model": shapes.Flyout}, "Get a short summary of an entity"),
        ("/preview", service.preview, "previewEntity", {"response_class": HTMLResponse}, "Get a preview page of an entity"),
    ):
        api_router.add_api_route(path, about, operation_id=name, summary=summary, responses=_MISSING, **more)
    return api_router
