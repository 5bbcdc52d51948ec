"""The list of relationships, its groups and its filterable fields: ``/v1/relationships?type=FEEDS,OFFERS``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from api.dependencies import StoreDep, StoresDep
from api.parameters.cursors import link_next, refuse_in_file, seal
from api.parameters.names import joined
from api.parameters.relationship_query import QueryDep, RelationshipQuery, TypesParam, check_types, located
from api.responses import envelope
from api.responses.canonical_url import cite_link
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.lists import EdgesAnswer, FiltersAnswer
from graph.database.reader import Store
from graph.export.table import Table
from graph.queries.filters.field_catalogue import edge_catalogue
from graph.queries.lists import groups, relationships
from graph.queries.lists.groups import MOST_GROUPS
from seed.model import EDGES


async def _table(store: Store, query: RelationshipQuery) -> Table:
    """Return all rows or all groups, not one page."""
    refuse_in_file(query.resume)
    request, version = query.request, store.version
    about: dict[str, Any] = {"data_version": version, "as_of": request.as_of, "origin": request.origin}
    if request.place is not None:
        about |= {"place": request.place.id, "without_location": await relationships.without_location(store, request)}
    if query.groups:
        columns = groups.columns_of(query.groups, dated=request.as_of is not None)
        rows: AsyncIterator[Mapping[str, Any]] = _group_rows(store, query, version)
    else:
        columns, rows = relationships.columns_of(request), relationships.stream(store, request, version=version)
    one = len(request.kinds) == 1
    name = request.kinds[0].lower() if one else "relationships"
    titles = [f"{kind} {EDGES[kind].title_zh}" for kind in request.kinds]
    return Table(name, ", ".join(titles), columns, rows, about)


async def _group_rows(store: Store, query: RelationshipQuery, version: str) -> AsyncIterator[Mapping[str, Any]]:
    page = await relationships.grouped(store, query.request, query.groups, skip=0, limit=MOST_GROUPS, version=version)
    for group in page.groups:
        yield groups.row_of(group)


async def _rows(store: Store, query: RelationshipQuery) -> dict[str, Any]:
    resume, request = query.resume, query.request
    after, version, known_total = (None, None, None) if resume is None else (resume.keys, resume.version, resume.total)
    count = query.total and known_total is None
    page = await relationships.page(store, request, limit=query.per_page, after=after, version=version, total=count)
    total = page.total if page.total is not None else known_total
    return envelope.body(
        page.rows,
        version=page.data_version,
        next_cursor=seal(query.fingerprint, page.data_version, page.after, total),
        undated=envelope.count_undated(page.rows, request.as_of),
        as_of=request.as_of,
        place=None if request.place is None else request.place.id,
        without_location=page.without_location,
        total=total,
    )


async def _groups(store: Store, query: RelationshipQuery) -> dict[str, Any]:
    request = query.request
    skip, version = (0, None) if query.resume is None else (query.resume.keys[0], query.resume.version)
    page = await relationships.grouped(store, request, query.groups, skip=skip, limit=query.per_page, version=version)
    end = skip + len(page.groups)
    content = envelope.body(
        [],
        version=page.data_version,
        next_cursor=seal(query.fingerprint, page.data_version, [end] if end < page.groups_total else None),
        counts=page.origins,
        undated=page.undated,
        as_of=request.as_of,
        place=None if request.place is None else request.place.id,
        without_location=page.without_location,
        total=page.rows,
        groups_total=page.groups_total,
    )
    return {**content, "groups": page.groups}


async def list_relationships(request: Request, store: StoreDep, form: FormatDep, query: QueryDep) -> Response:
    """Return the relationships of some types with both ends. `origin` and `as_of` apply to the relationships.

    A relationship lies in a `place` when one of its ends does.
    """
    query = await located(store, query)
    if wanted(form):
        return await exported(request, form, await _table(store, query))
    content = await (_groups if query.groups else _rows)(store, query)
    response = envelope.send(content)
    link_next(request, response, content["meta"]["next_cursor"])
    return response


async def list_filters(stores: StoresDep, types: TypesParam) -> Response:
    """Return the properties that all of the types have, with their value types and operators, and both ends with their types."""
    kinds = check_types(joined(types) or "")
    rows = edge_catalogue(kinds, stores.current.choices if stores.current is not None else None)
    version = stores.current.version if stores.current is not None else None
    meta = {"count": len(rows), "type": ",".join(kinds), "data_version": version or None, "cite": cite_link(version)}
    return envelope.send({"meta": meta, "results": rows})


def add_routes(api_router: APIRouter) -> None:
    """Add ``/relationships`` and its filters. Call this before adding ``/relationships/{id}``, which would match ``filters``."""
    api_router.add_api_route(
        "/relationships",
        list_relationships,
        operation_id="listRelationships",
        response_model=EdgesAnswer,
        responses=RESPONSES,
        summary="List relationships of some types: filter, search, sort, group",
        tags=["entities"],
    )
    api_router.add_api_route(
        "/relationships/filters",
        list_filters,
        operation_id="filtersOfRelationships",
        response_model=FiltersAnswer,
        summary="List the filterable fields of some types of relationships",
        tags=["entities"],
    )
