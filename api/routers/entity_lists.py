"""The list of each entity type, its groups and its filterable fields."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from api.dependencies import StoreDep, StoresDep
from api.parameters.cursors import link_next, refuse_in_file, seal
from api.parameters.list_query import ListQuery, located, query_dep
from api.responses import envelope
from api.responses.canonical_url import cite_link
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.lists import FiltersAnswer, list_answer
from graph.database.reader import Store
from graph.export.table import Table
from graph.queries.filters.field_catalogue import catalogue
from graph.queries.lists import entities, groups
from seed.model import NODES

Endpoint = Callable[..., Awaitable[Response]]


async def _rows(store: Store, query: ListQuery) -> dict[str, Any]:
    resume = query.resume
    after, version, known_total = (None, None, None) if resume is None else (resume.keys, resume.version, resume.total)
    page = await entities.page(
        store, query.request, limit=query.per_page, after=after, version=version, total=query.total and known_total is None
    )
    total = page.total if page.total is not None else known_total
    more: dict[str, Any] = {"missing": list(page.missing)} if query.request.ids else {}
    cursor = seal(query.fingerprint, page.data_version, page.after, total)
    return envelope.body(
        page.rows,
        version=page.data_version,
        next_cursor=cursor,
        undated=page.undated,
        as_of=query.request.as_of,
        total=total,
        **_place(query, page),
        **more,
    )


async def _groups(store: Store, query: ListQuery) -> dict[str, Any]:
    skip, version = (0, None) if query.resume is None else (query.resume.keys[0], query.resume.version)
    page = await groups.groups(store, query.request, query.groups, skip=skip, limit=query.per_page, version=version)
    end = skip + len(page.groups)
    cursor = seal(query.fingerprint, page.data_version, [end] if end < page.groups_total else None)
    content = envelope.body(
        [],
        version=page.data_version,
        next_cursor=cursor,
        counts=page.origins,
        undated=page.undated,
        as_of=query.request.as_of,
        total=page.rows,
        groups_total=page.groups_total,
        **_place(query, page),
    )
    return {**content, "groups": page.groups}


def _place(query: ListQuery, page: entities.ListPage | groups.Groups) -> dict[str, Any]:
    place = query.request.place
    return {} if place is None else {"place": place.id, "without_location": page.without_location}


async def _table(store: Store, query: ListQuery) -> Table:
    """Return all rows or all groups of a list, not one page."""
    refuse_in_file(query.resume)
    version, request, cls = store.version, query.request, NODES[query.request.label]
    about: dict[str, Any] = {"data_version": version, "as_of": request.as_of, "origin": request.origin}
    if request.place is not None:
        about |= {"place": request.place.id, "without_location": await entities.without_location(store, request)}
    if query.groups:
        columns = groups.columns_of(query.groups, dated=request.as_of is not None)
        rows: AsyncIterator[Mapping[str, Any]] = _group_rows(store, query, version)
    else:
        columns, rows = entities.columns_of(request), entities.stream(store, request, version=version)
    return Table(cls.path, f"{cls.title} {cls.title_zh}", columns, rows, about)


async def _group_rows(store: Store, query: ListQuery, version: str) -> AsyncIterator[Mapping[str, Any]]:
    page = await groups.groups(store, query.request, query.groups, skip=0, limit=groups.MOST_GROUPS, version=version)
    for group in page.groups:
        yield groups.row_of(group)


def _list_endpoint(label: str) -> Endpoint:
    async def list_entities(request: Request, store: StoreDep, form: FormatDep, query: ListQuery) -> Response:
        query = await located(store, query)
        if wanted(form):
            return await exported(request, form, await _table(store, query))
        content = await (_groups if query.groups else _rows)(store, query)
        response = envelope.send(content)
        link_next(request, response, content["meta"]["next_cursor"])
        return response

    list_entities.__annotations__["query"] = query_dep(label)
    return list_entities


def _filters_endpoint(label: str) -> Endpoint:
    async def list_filters(stores: StoresDep) -> Response:
        rows = catalogue(label, stores.current.choices if stores.current is not None else None)
        version = stores.current.version if stores.current is not None else None
        meta = {"count": len(rows), "type": label, "data_version": version or None, "cite": cite_link(version)}
        return envelope.send({"meta": meta, "results": rows})

    return list_filters


def add_routes(api_router: APIRouter, label: str, about: str) -> None:
    """Add the list of a type and its filters. Call this before adding ``/{id}``, which would match ``filters``."""
    cls = NODES[label]
    api_router.add_api_route(
        f"/{cls.path}",
        _list_endpoint(label),
        operation_id=f"list{cls.path.capitalize()}",
        response_model=list_answer(label),
        responses=RESPONSES,
        summary=f"List entities of type {cls.title.lower()}: filter, sort, group, sample",
        description=about,
        tags=["entities"],
    )
    api_router.add_api_route(
        f"/{cls.path}/filters",
        _filters_endpoint(label),
        operation_id=f"filtersOf{cls.path.capitalize()}",
        response_model=FiltersAnswer,
        summary=f"List the filterable fields of type {cls.title.lower()}",
        description="What `filter` and `sort` accept, each with an example.",
        tags=["entities"],
    )
