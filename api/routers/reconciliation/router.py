"""``/reconcile``: the W3C Reconciliation Service API 0.2, with which OpenRefine and others match a spreadsheet to the graph.

The addresses are the protocol's, not ours: answers have no ``meta``, parameters beside the known ones are let pass, and candidates carry
their origin in their description and among their features. Errors are problems, as everywhere.
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
from seed.model import NODES

_FRAMED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""A preview stands in the page of another program; it has no script and no form."""
_QUERIES = Query(
    description=f"JSON: queries by key, {requests.MOST_QUERIES} at most. Without it and without `extend` the manifest is answered.",
    examples=['{"q0": {"query": "桂阳县", "type": "County"}}'],
)
_EXTEND = Query(
    description=f"JSON: `ids` of things, {requests.MOST_IDS} at most, and `properties` to fetch for them.",
    examples=['{"ids": ["county:431021"], "properties": [{"id": "code"}]}'],
)
_PREFIX = Query(max_length=200, description="What was typed so far.", examples=["桂阳"])
_TYPE = Query(max_length=200, description="A type.", examples=["School"])
_ID = Query(min_length=1, max_length=200, description="Id of a thing.", examples=["county:431021"])
_LIMIT = Query(ge=1, le=200, description="Items at most.", examples=[10])
_MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing."}}
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


def _matched(index: Index, asked: dict[str, MatchQuery]) -> dict[str, Any]:
    return {key: {"result": [items.candidate(index, one) for one in answer_query(index, query)]} for key, query in asked.items()}


async def _answer(store: Store, matcher: Matcher, given: dict[str, Any]) -> Response:
    if ("queries" in given) == ("extend" in given):
        raise BadValueError("Give either queries or extend.", pointer="/body", hint="One of them, as JSON.")
    if "queries" in given:
        asked = requests.queries(given["queries"])
        index = await matcher.index(store)
        return send(await asyncio.to_thread(_matched, index, asked))
    wanted = requests.extension(given["extend"])
    index = await matcher.index(store)
    rows = await extension.extend(store, index, wanted.ids, wanted.properties, wanted.most)
    known = extension.every_property()
    return send({"meta": [items.column(known[name]) for name in wanted.properties], "rows": rows})


def _thing(index: Index, id: str) -> Thing:
    if id not in index.at:
        raise NotFoundError(f"There is no thing '{id}' that a spreadsheet is matched to.")
    return index.things[index.at[id]]


def _contains(prefix: str, *texts: str) -> bool:
    return any(prefix.strip().casefold() in text.casefold() for text in texts)


class _Service:
    """The endpoints, around one matcher."""

    def __init__(self) -> None:
        self.matcher = Matcher()

    async def ask(
        self,
        request: Request,
        queries: Annotated[str | None, _QUERIES] = None,
        extend: Annotated[str | None, _EXTEND] = None,
    ) -> Response:
        """The manifest; with `queries` or `extend` the answer to them, for clients that ask by address. POST takes longer ones."""
        given = {name: text for name, text in (("queries", queries), ("extend", extend)) if text is not None}
        if not given:
            return send(items.manifest(str(request.base_url).rstrip("/")))
        return await self._read({name: requests.parsed(text, f"/{name}") for name, text in given.items()}, request)

    async def post(self, request: Request) -> Response:
        """A batch of queries, or columns for things that were matched: a form whose field holds JSON, or JSON."""
        return await self._read(await requests.payload(request), request)

    async def _read(self, given: dict[str, Any], request: Request) -> Response:
        return await _answer(await leased(request), self.matcher, given)

    async def entities(
        self,
        store: StoreDep,
        prefix: Annotated[str, _PREFIX] = "",
        type: Annotated[str | None, _TYPE] = None,
        limit: Annotated[int, _LIMIT] = 10,
    ) -> Response:
        """Things whose name begins with, holds or sounds like what was typed."""
        wanted = requests.types(type, "/query/type") or TYPES
        index = await self.matcher.index(store)
        found = await name_lookup.search(store, prefix, labels=wanted, limit=limit * 2) if prefix.strip() else []
        things = [index.things[index.at[row["id"]]] for row in found if row["id"] in index.at][:limit]
        return send({"result": [items.suggested(index, thing) for thing in things]})

    async def kinds(self, prefix: Annotated[str, _PREFIX] = "", limit: Annotated[int, _LIMIT] = 50) -> Response:
        """Types that things are matched to."""
        found = [items.kind(label) for label in TYPES if _contains(prefix, label, NODES[label].title, NODES[label].title_zh)]
        return send({"result": found[:limit]})

    async def properties(
        self, prefix: Annotated[str, _PREFIX] = "", type: Annotated[str | None, _TYPE] = None, limit: Annotated[int, _LIMIT] = 50
    ) -> Response:
        """Properties, those that count in a match first."""
        labels = requests.types(type, "/query/type") or TYPES
        known = {item.id: item for label in labels for item in extension.properties_of(label)}
        found = [item for item in known.values() if _contains(prefix, item.id, item.name)]
        return send({"result": items.listed(sorted(found, key=lambda item: item.id not in COMPARED)[:limit])})

    async def propose(self, type: Annotated[str | None, _TYPE] = None, limit: Annotated[int, _LIMIT] = 50) -> Response:
        """Properties that can be fetched for things of a type."""
        labels = requests.types(type, "/query/type") or TYPES
        known = {item.id: item for label in labels for item in extension.properties_of(label)}
        return send({"type": type or "", "limit": limit, "properties": items.listed(list(known.values())[:limit])})

    async def flyout(self, store: StoreDep, id: Annotated[str, _ID]) -> Response:
        """A thing in a few words of HTML."""
        index = await self.matcher.index(store)
        return send({"id": id, "html": items.html(index, _thing(index, id))})

    async def preview(self, store: StoreDep, id: Annotated[str, _ID]) -> Response:
        """A page about a thing, small enough to be shown beside a cell."""
        index = await self.matcher.index(store)
        thing = _thing(index, id)
        head = f'<meta charset="utf-8"><title>{escape(thing.title)}</title>'
        page = f"<!doctype html><html><head>{head}</head><body>{items.html(index, thing)}</body></html>"
        return HTMLResponse(page, headers={"Content-Security-Policy": _FRAMED})


def router() -> APIRouter:
    """The service."""
    made, service = APIRouter(prefix="/reconcile", tags=["reconciliation"]), _Service()
    whole: Any = shapes.Manifest | shapes.Extended | shapes.Batch
    part: Any = shapes.Extended | shapes.Batch
    made.add_api_route("", service.ask, operation_id="reconcile", response_model=whole, summary="Manifest, or matches by address")
    made.add_api_route(
        "",
        service.post,
        methods=["POST"],
        operation_id="reconcileBatch",
        response_model=part,
        summary="Match names, or fetch columns",
        openapi_extra={"requestBody": _BODY},
    )
    for path, endpoint, name, model, summary in (
        ("/suggest/entity", service.entities, "suggestEntity", shapes.Entities, "Complete the name of a thing"),
        ("/suggest/type", service.kinds, "suggestType", shapes.Kinds, "Complete the name of a type"),
        ("/suggest/property", service.properties, "suggestProperty", shapes.Properties, "Complete the name of a property"),
        ("/properties", service.propose, "proposeProperties", shapes.Proposed, "Columns that can be fetched for a type"),
    ):
        made.add_api_route(path, endpoint, operation_id=name, response_model=model, summary=summary)
    for path, about, name, more, summary in (
        ("/flyout/entity", service.flyout, "flyoutEntity", {"response_model": shapes.Flyout}, "A thing in a few words"),
        ("/preview", service.preview, "previewEntity", {"response_class": HTMLResponse}, "A small page about a thing"),
    ):
        made.add_api_route(path, about, operation_id=name, summary=summary, responses=_MISSING, **more)
    return made
